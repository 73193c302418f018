/** Runs the built ktool as a process of its own, as a user does. */

import { type ChildProcess, spawn } from "node:child_process";
import { createRequire } from "node:module";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { fileURLToPath } from "node:url";

export const manifest = createRequire(import.meta.url)("../package.json") as {
  version: string;
  bin: { ktool: string };
};
const bin = fileURLToPath(new URL(join("..", manifest.bin.ktool), import.meta.url));

export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface KtoolOptions {
  /** Written to its standard input, which then ends; without it there is nothing to read. */
  readonly stdin?: string | Uint8Array;
}

/** Resolves when the process has ended. */
export function ktool(args: readonly string[], { stdin }: KtoolOptions = {}): Promise<Finished> {
  const running = startKtool(args);
  running.child.stdin!.end(stdin ?? "");
  return running.finished;
}

export interface RunningKtool {
  readonly child: ChildProcess;
  readonly finished: Promise<Finished>;
  /** Resolves with its output so far, as soon as that contains the text. */
  stdoutContains(text: string): Promise<string>;
  stderrContains(text: string): Promise<string>;
}

export function startKtool(args: readonly string[]): RunningKtool {
  const child = spawn(process.execPath, [bin, ...args], { stdio: "pipe" });
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  // It may end without having read its input.
  child.stdin.on("error", () => {});
  const finished = new Promise<Finished>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => resolve({ code, stdout, stderr }));
  });
  const contains = (stream: Readable, output: () => string, text: string) =>
    new Promise<string>((resolve, reject) => {
      const check = () => {
        if (output().includes(text)) resolve(output());
      };
      stream.on("data", check);
      child.once("close", () => reject(new Error(`ktool ended without having printed ${text}: ${stdout}${stderr}`)));
      check();
    });
  return {
    child,
    finished,
    stdoutContains: (text) => contains(child.stdout, () => stdout, text),
    stderrContains: (text) => contains(child.stderr, () => stderr, text),
  };
}

/** The JSON objects that it printed, one a line. */
export const jsonLinesOf = ({ stdout }: Finished): any[] =>
  stdout
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line));
