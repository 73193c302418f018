import { createServer, type Server } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startKtool } from "./ktool.js";

/** Takes connections and never says a word. */
let silent: Server;
let address: string;
const connection = () => new Promise((resolve) => silent.once("connection", resolve));
beforeAll(async () => {
  silent = createServer((socket) => socket.on("error", () => {}).resume());
  await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
  address = `127.0.0.1:${(silent.address() as { port: number }).port}`;
});
afterAll(() => silent.close());

test.each([
  ["topics", "list"],
  ["consume", "--topic", "t"],
  ["produce", "--topic", "t"],
  ["round-trip", "--file", "-"],
])("Ctrl-C ends %s at once while a broker does not answer", async (...args) => {
  const connected = connection();
  const running = startKtool([...args, "--bootstrap-server", address]);
  await connected;
  running.child.kill("SIGINT");
  expect(await running.finished).toEqual({ code: 130, stdout: "", stderr: "" });
});

test("Ctrl-C ends dump while its input is silent", async () => {
  const running = startKtool(["dump", "-"]);
  // The beginning of a large batch, more than a pipe holds: when it is written, dump has begun to read.
  const beginning = Buffer.alloc(1 << 20, 1);
  beginning.writeInt32BE(1 << 24, 8);
  await new Promise((resolve) => running.child.stdin!.write(beginning, resolve));
  running.child.kill("SIGINT");
  expect(await running.finished).toEqual({ code: 130, stdout: "", stderr: "" });
});
