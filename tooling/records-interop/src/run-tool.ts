/** Runs a program with lines on its standard input and gives what it printed. */

import { spawn } from "node:child_process";

export function runTool(command: string, args: readonly string[], input = ""): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: "pipe" });
    const out: Buffer[] = [];
    const errors: Buffer[] = [];
    child.stdout.on("data", (chunk: Buffer) => out.push(chunk));
    child.stderr.on("data", (chunk: Buffer) => errors.push(chunk));
    child.on("error", reject);
    child.stdin.on("error", () => {}); // it died: its exit code says more
    child.on("close", (code) => {
      if (code === 0) resolve(Buffer.concat(out).toString());
      else
        reject(
          new Error(
            `${command} ${args.join(" ")} ended with ${code}: ${Buffer.concat(errors).toString().slice(0, 2000)}`,
          ),
        );
    });
    child.stdin.end(input);
  });
}
