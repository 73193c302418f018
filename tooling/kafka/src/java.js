/** Finds the programs that the launcher cannot do without, and says how to get them when they are missing. */
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** A program of the machine that is not there, or too old. */
export class MissingToolError extends Error {
  /** @override */
  name = "MissingToolError";
}

/**
 * `$JAVA_HOME/bin/java`, else the first one in PATH.
 * @returns {Promise<string>} the command, JDK 17 or newer
 */
export async function findJava() {
  const home = process.env.JAVA_HOME;
  const java = home && existsSync(join(home, "bin", "java")) ? join(home, "bin", "java") : "java";
  const advice =
    "install a JDK 17 or newer (Debian: apt-get install openjdk-17-jdk-headless) or point JAVA_HOME at one";
  const { stderr } = await run(java, ["-version"]).catch((cause) => {
    throw new MissingToolError(`Real Kafka needs Java, and ${java} does not run: ${advice}`, { cause });
  });
  const version = /version "(\d+)/.exec(stderr)?.[1];
  if (Number(version) >= 17) return java;
  throw new MissingToolError(`Real Kafka needs Java 17 or newer, ${java} is ${version}: ${advice}`);
}

/** @returns {Promise<string>} the command */
export async function findMaven() {
  await run("mvn", ["-v"]).catch((cause) => {
    const advice = "install Maven (Debian: apt-get install maven)";
    throw new MissingToolError(`Real Kafka is fetched with Maven, and mvn does not run: ${advice}`, { cause });
  });
  return "mvn";
}
