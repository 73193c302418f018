/** Fetches the jars of one Kafka through Maven, once. */
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { findMaven } from "./java.js";
import { pom } from "./pom.js";

const run = promisify(execFile);

/** Where jars and logs are kept between runs: `.cache/kafka` of the repository, or `KAFKA_CACHE_DIR`. */
export const cacheDir = process.env.KAFKA_CACHE_DIR ?? fileURLToPath(new URL("../../../.cache/kafka", import.meta.url));

/**
 * @param {import("./versions.js").KafkaVersion} kafka
 * @returns {Promise<string>} the folder with the jars
 */
export async function fetchJars(kafka) {
  const jars = join(cacheDir, kafka.version);
  if (existsSync(jars)) return jars;
  const maven = await findMaven();
  await mkdir(cacheDir, { recursive: true });
  // Fetched beside, then renamed: a folder of that name is always complete, also when two processes fetch at once.
  const work = await mkdtemp(join(cacheDir, `.${kafka.version}-`));
  try {
    await writeFile(join(work, "pom.xml"), pom(kafka));
    const args = ["-q", "-B", "dependency:copy-dependencies", "-DoutputDirectory=jars"];
    await run(maven, args, { cwd: work, timeout: 600_000 }).catch((cause) => {
      const said = `${cause.stdout ?? ""}${cause.stderr ?? ""}`.trim().split("\n").slice(0, 3).join("\n");
      throw new Error(`Maven could not fetch Kafka ${kafka.version}:\n${said || cause.message}`, { cause });
    });
    await rename(join(work, "jars"), jars).catch((error) => {
      if (!existsSync(jars)) throw error;
    });
    return jars;
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}
