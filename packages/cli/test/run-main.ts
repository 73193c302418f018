/** Runs `main` in this process with a terminal made of strings: for what needs no process of its own. */

import { PassThrough, Readable, Writable } from "node:stream";
import { main } from "@k/cli";
import type { Finished } from "./ktool.js";

export async function runMain(args: readonly string[], { stdin = "" } = {}): Promise<Finished> {
  const stdout = collector();
  const stderr = collector();
  const code = await main(args, {
    stdin: stdin === "" ? new PassThrough().end() : Readable.from([Buffer.from(stdin)]),
    stdout: stdout.stream,
    stderr: stderr.stream,
    interrupted: new AbortController().signal,
  });
  return { code, stdout: stdout.text(), stderr: stderr.text() };
}

function collector() {
  let text = "";
  const stream = new Writable({
    write(chunk, _, done) {
      text += chunk;
      done();
    },
  });
  return { stream, text: () => text };
}
