import type { ExitCode } from "../exit-codes.js";
import type { Output } from "../output/index.js";
import type { Terminal } from "../terminal.js";

/** What a command has while it runs. It leaves its verdict in `exitCode`. */
export interface Session {
  readonly terminal: Terminal;
  readonly stdout: Output;
  readonly stderr: Output;
  exitCode: ExitCode;
}
