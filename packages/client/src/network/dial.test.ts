import { PassThrough } from "node:stream";
import { expect, test } from "vitest";
import type { ConnectOptions } from "./connect.js";
import { dial } from "./dial.js";

const endpoint = { host: "b", port: 9092 };

test("a stream that fails when it was given up already is no uncaught error", async () => {
  const giveUp = new AbortController();
  const stream = new PassThrough();
  const dialing = dial(() => stream, endpoint, { signal: giveUp.signal } as ConnectOptions);
  giveUp.abort(new Error("given up"));
  stream.destroy(new Error("refused"));
  await expect(dialing).rejects.toThrow("given up");
  await new Promise(setImmediate);
  expect(stream.destroyed).toBe(true);
});
