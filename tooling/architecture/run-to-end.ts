/** Runs a program that must end by itself. */
import { spawn } from "node:child_process";

export interface Outcome {
  /** Null when it did not end in time. */
  readonly exitCode: number | null;
  /** Standard output and error, as they came. */
  readonly output: string;
}

export function runToEnd(
  command: string,
  args: readonly string[],
  { cwd, timeoutMs = 25_000 }: { readonly cwd: string; readonly timeoutMs?: number },
): Promise<Outcome> {
  const child = spawn(command, args, { cwd, stdio: ["ignore", "pipe", "pipe"], timeout: timeoutMs });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
  }
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (exitCode) => resolve({ exitCode, output }));
  });
}
