/** A Java program of one file, compiled against the jars of a Kafka. */
import { mkdir, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { cacheDir, fetchJars } from "./jars.js";
import { findJava } from "./java.js";
import { runProgram } from "./run-program.js";
import { resolveVersion } from "./versions.js";

/**
 * Compiles it, unless that has been done since it was last changed.
 * @param {URL} source its class has the file's name
 * @param {string} version
 * @returns {Promise<(args: readonly string[], input?: string) => Promise<string>>} runs it; see {@link runProgram}
 */
export async function javaProgram(source, version) {
  const java = await findJava();
  const jars = await fetchJars(resolveVersion(version));
  const file = fileURLToPath(source);
  const name = basename(file, ".java");
  const classes = join(cacheDir, "..", "java-programs", `${name}-${version}`);
  const classpath = `${classes}:${join(jars, "*")}`;
  const compiled = await stat(join(classes, `${name}.class`)).catch(() => undefined);
  if (!compiled || compiled.mtimeMs < (await stat(file)).mtimeMs) {
    await mkdir(classes, { recursive: true });
    const javac = java.includes("/") ? join(dirname(java), "javac") : "javac";
    await runProgram(javac, ["-d", classes, "-cp", classpath, file]);
  }
  return (args, input) => runProgram(java, ["-Xmx1g", "-cp", classpath, name, ...args], input);
}
