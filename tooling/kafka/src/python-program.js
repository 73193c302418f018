/** A Python program, in a virtual environment with what it needs. */
import { existsSync } from "node:fs";
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { cacheDir } from "./jars.js";
import { runProgram } from "./run-program.js";

/**
 * Makes the environment, once for each first package, which gives it its name.
 * @param {URL} source
 * @param {readonly [string, ...string[]]} packages as pip takes them
 * @returns {Promise<((args: readonly string[], input?: string) => Promise<string>) | { readonly missing: string }>}
 *   runs it, see {@link runProgram}; or why that cannot be here
 */
export async function pythonProgram(source, packages) {
  const [first] = packages;
  const environment = join(cacheDir, "..", "python", first);
  const python = join(environment, "bin", "python");
  const ready = join(environment, "ready");
  try {
    if (!existsSync(ready)) {
      await rm(environment, { recursive: true, force: true });
      await runProgram("python3", ["-m", "venv", environment]);
      await runProgram(python, ["-m", "pip", "install", "-q", "--disable-pip-version-check", ...packages]);
      await writeFile(ready, "");
    }
  } catch (error) {
    const [reason] = /** @type {Error} */ (error).message.split("\n");
    return { missing: `${first}: needs python3 with venv and pip, and a package index (${reason})` };
  }
  return (args, input) => runProgram(python, [fileURLToPath(source), ...args], input);
}
