/** Runs a program to its end; an exit code other than 0 throws with what it said. */
import { execFile } from "node:child_process";
import { promisify } from "node:util";

export async function run(
  command: string,
  args: readonly string[],
  { cwd }: { readonly cwd: string },
): Promise<string> {
  try {
    const { stdout } = await promisify(execFile)(command, args, { cwd, maxBuffer: 64 << 20 });
    return stdout;
  } catch (error) {
    const { stdout = "", stderr = "" } = error as { stdout?: string; stderr?: string };
    throw new Error(`${command} ${args.join(" ")} failed:\n${stdout}${stderr}`, { cause: error });
  }
}
