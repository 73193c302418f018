import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** Oldest first. 2.8.2 and 3.9.1 are the last of their line that know versions which later ones forgot. */
export const kafkaVersions = ["2.8.2", "3.9.1", "4.4.0"] as const;
export type KafkaVersion = (typeof kafkaVersions)[number];

/** The jars of kafka-clients and what it needs, as Maven fetched them; kept between runs in `.cache/`. */
export function jarFolder(version: KafkaVersion): string {
  return join(repository, ".cache", "kafka-clients", version);
}

export function kafkaClientsJar(version: KafkaVersion): string {
  return join(jarFolder(version), `kafka-clients-${version}.jar`);
}

/** Every jar of the folder, for `java -cp`. */
export function classPath(version: KafkaVersion): string {
  return readdirSync(jarFolder(version))
    .filter((name) => name.endsWith(".jar"))
    .map((name) => join(jarFolder(version), name))
    .join(":");
}

/** Vitest's global set-up: fetches what is missing. */
export function setup(): void {
  for (const version of kafkaVersions) {
    if (!existsSync(kafkaClientsJar(version))) fetchJars(version);
  }
}

const repository = fileURLToPath(new URL("../../..", import.meta.url));
const pom = fileURLToPath(new URL("../pom.xml", import.meta.url));

function fetchJars(version: KafkaVersion): void {
  const folder = jarFolder(version);
  // Into a folder beside it first: one that is there is complete, even if Maven was interrupted.
  const unfinished = `${folder}.unfinished`;
  rmSync(unfinished, { recursive: true, force: true });
  const args = ["-q", "-B", "-f", pom, `-Dkafka.version=${version}`];
  try {
    execFileSync("mvn", [...args, "dependency:copy-dependencies", `-DoutputDirectory=${unfinished}`], {
      stdio: "pipe",
    });
  } catch (cause) {
    throw new Error(`Maven could not fetch kafka-clients ${version} (are mvn and the network there?)`, { cause });
  }
  rmSync(folder, { recursive: true, force: true });
  renameSync(unfinished, folder);
}
