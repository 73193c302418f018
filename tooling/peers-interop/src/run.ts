import { execFile } from "node:child_process";

/** Runs a program to its end. Rejects, with what it said on standard error, when that was not a good one. */
export function run(command: string, args: readonly string[], input = ""): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = execFile(command, args, { timeout: 45_000, maxBuffer: 1 << 26 }, (error, stdout, stderr) => {
      if (error) reject(new Error(`${command} ${args.join(" ")}: ${error.message}\n${stderr}`, { cause: error }));
      else resolve(stdout);
    });
    child.stdin?.on("error", () => {}); // it may not read all of it
    child.stdin?.end(input);
  });
}

/** Whether a program can be run at all. */
export const runs = (command: string, args: readonly string[]): Promise<boolean> =>
  run(command, args).then(
    () => true,
    () => false,
  );
