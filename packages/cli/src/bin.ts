#!/usr/bin/env node
/** The process around `main`: signals, standard streams, exit code. */

import { main } from "./main.js";

const interruption = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.on(signal, () => {
    // The second Ctrl-C means it: whoever waits for the flush is not made to.
    if (interruption.signal.aborted) process.exit(130);
    interruption.abort(signal);
  });
}

process.exitCode = await main(process.argv.slice(2), {
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  interrupted: interruption.signal,
});
// Standard input may still be open on a terminal or a pipe nobody closes; everything of ours is closed.
process.stdin.destroy();
