import { ExitCode } from "./exit-codes.js";
import type { Terminal } from "./terminal.js";

/** This process as a terminal. Listens to signals from the call on. */
export function processTerminal(): Terminal {
  const interruption = new AbortController();
  const interrupt = () => {
    // The second Ctrl-C means it: whoever waits for the flush is not made to.
    if (interruption.signal.aborted) process.exit(ExitCode.interrupted);
    interruption.abort();
  };
  process.on("SIGINT", interrupt).on("SIGTERM", interrupt);
  if (process.channel) {
    // Started by a program with an IPC channel: its end is ours too, however it ends.
    process.once("disconnect", () => interruption.abort());
    process.channel.unref();
  }
  const { stdin, stdout, stderr } = process;
  return { stdin, stdout, stderr, interrupted: interruption.signal };
}
