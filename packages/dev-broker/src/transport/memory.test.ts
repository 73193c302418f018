import { once } from "node:events";
import type { Duplex } from "node:stream";
import { expect, test } from "vitest";
import { VirtualClock } from "../virtual-clock.js";
import { MemoryNetwork } from "./memory.js";

async function connected(latencies: readonly number[] = [0]) {
  const clock = new VirtualClock();
  let turn = 0;
  const network = new MemoryNetwork({ clock, latencyMs: () => latencies[turn++ % latencies.length]! });
  let server: Duplex | undefined;
  const listening = network.listen("127.0.0.1", 0, (stream) => {
    server = stream;
  });
  const client = network.connect(listening);
  await clock.run(once(client, "connect"));
  return { clock, client, server: server!, network, listening };
}

function received(stream: Duplex): string[] {
  const chunks: string[] = [];
  stream.on("data", (chunk: Buffer) => chunks.push(chunk.toString()));
  return chunks;
}

test("bytes arrive after the latency, and a shorter one overtakes nothing", async () => {
  const { clock, client, server } = await connected([10, 100, 1]);
  const chunks = received(server);
  client.write("a");
  client.write("b");
  await clock.advance(99);
  expect(chunks).toEqual([]);
  await clock.advance(100);
  expect(chunks.join("")).toBe("ab");
});

test("the end of a connection does not overtake what was written before it", async () => {
  const { clock, client, server } = await connected([1, 100, 1]);
  const chunks = received(server);
  client.write("last words");
  client.destroy();
  await clock.run(once(server, "close"));
  expect(chunks).toEqual(["last words"]);
});

test("a buffer belongs to the network until its write callback: who changes it before corrupts what arrives", async () => {
  const { clock, client, server } = await connected([10]);
  const chunks = received(server);
  const early = Buffer.from("early");
  client.write(early);
  early.fill("x");
  await clock.advance(10);
  const late = Buffer.from("late");
  client.write(late, () => late.fill("x"));
  await clock.advance(10);
  expect(chunks).toEqual(["xxxxx", "late"]);
});

test("a buffer is the writer's again when its connection is closed: what was written before arrives as it was", async () => {
  const { clock, client, server } = await connected([10]);
  const chunks = received(server);
  const bytes = Buffer.from("before");
  client.write(bytes);
  client.destroy();
  await once(client, "close");
  bytes.fill("x");
  await clock.run(once(server, "close"));
  expect(chunks).toEqual(["before"]);
});

test("who does not read lets the writer wait", async () => {
  const { clock, client, server } = await connected();
  let written = 0;
  for (let i = 0; i < 100; i++) client.write(Buffer.alloc(10_000), () => written++);
  await clock.advance(0);
  expect(written).toBeLessThan(20);
  server.resume();
  await clock.advance(0);
  expect(written).toBe(100);
});

test("the end and the break of a connection reach the other side", async () => {
  const first = await connected([5]);
  first.server.resume();
  first.client.end("bye");
  await first.clock.run(once(first.server, "end"));
  const second = await connected([5]);
  second.server.resume();
  second.client.destroy();
  await second.clock.run(once(second.server, "close"));
});

test("a port that is closed refuses, and breaks what came in through it", async () => {
  const { clock, client, network, listening } = await connected();
  client.resume();
  await listening.close();
  await clock.run(once(client, "close"));
  const [error] = await clock.run(once(network.connect(listening), "error"));
  expect(error).toMatchObject({ code: "ECONNREFUSED", message: `connect ECONNREFUSED 127.0.0.1:${listening.port}` });
});

test("a port is given to one listener at a time", async () => {
  const { network, listening } = await connected();
  expect(() => network.listen("127.0.0.1", listening.port, () => {})).toThrow("EADDRINUSE");
});
