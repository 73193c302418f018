import { once as nextEvent } from "node:events";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";
import { afterEach, beforeEach, expect, test } from "vitest";
import { FrameProxy, nth, once } from "./index.js";
import { frameSplitter, produceKey } from "./request-frame.js";

/** Answers each request with its correlation id, and remembers what it saw. */
let broker: Server;
let seen: number[];
let proxy: FrameProxy;

beforeEach(async () => {
  seen = [];
  broker = createServer((socket) => {
    const split = frameSplitter();
    socket.on("error", () => {});
    socket.on("data", (chunk: Buffer) => {
      for (const frame of split(chunk)) {
        seen.push(frame.readInt32BE(8));
        socket.write(frameOf(frame.subarray(8, 12)));
      }
    });
  }).listen(0, "127.0.0.1");
  await nextEvent(broker, "listening");
  proxy = await FrameProxy.start({ listen: 0, target: (broker.address() as AddressInfo).port });
});

afterEach(async () => {
  await proxy.close();
  broker.close();
});

test("without a rule every frame passes, in order, however the bytes are cut", async () => {
  const client = await open();
  for (const byte of Buffer.concat([request(1), request(2), request(3)])) client.socket.write(Buffer.of(byte));
  expect(await client.responses(3)).toEqual([1, 2, 3]);
  expect(proxy.requestCount).toBe(3);
});

test("a request lost silently never reaches the broker, and the next one does", async () => {
  proxy.rule = once(isProduce, { lose: "request", how: "silently" });
  const client = await open();
  client.socket.write(Buffer.concat([request(1), request(2)]));
  expect(await client.responses(1)).toEqual([2]);
  expect(seen).toEqual([2]);
});

test("a response lost silently: the broker did the work, later responses arrive", async () => {
  proxy.rule = nth(2, isProduce, { lose: "response", how: "silently" });
  const client = await open();
  client.socket.write(Buffer.concat([request(1), request(2), request(3)]));
  expect(await client.responses(2)).toEqual([1, 3]);
  expect(seen).toEqual([1, 2, 3]);
});

test("a response lost closing ends the connection, and a new one is as good as new", async () => {
  proxy.rule = once(isProduce, { lose: "response", how: "closing" });
  const client = await open();
  client.socket.write(request(1));
  await nextEvent(client.socket, "close");
  expect(seen).toEqual([1]);
  expect(proxy.faultCount).toBe(1);
  const second = await open();
  second.socket.write(request(2));
  expect(await second.responses(1)).toEqual([2]);
});

test("a response is cut after exactly so many bytes", async () => {
  proxy.rule = once(isProduce, { lose: "response", how: 5 });
  const client = await open();
  client.socket.write(request(1));
  await nextEvent(client.socket, "close");
  expect(client.bytes()).toBe(5);
});

test("nothing follows what is left of a frame that was cut", async () => {
  proxy.rule = once(isProduce, { lose: "response", how: 5 });
  const client = await open();
  client.socket.write(Buffer.concat(Array.from({ length: 50 }, (_, i) => request(i))));
  await nextEvent(client.socket, "close");
  expect(client.bytes()).toBe(5);
});

function isProduce({ apiKey }: { apiKey: number }): boolean {
  return apiKey === produceKey;
}

function request(correlationId: number): Buffer {
  const header = Buffer.alloc(10);
  header.writeInt16BE(produceKey, 0);
  header.writeInt16BE(9, 2);
  header.writeInt32BE(correlationId, 4);
  return frameOf(header);
}

function frameOf(body: Buffer): Buffer {
  const size = Buffer.alloc(4);
  size.writeInt32BE(body.length);
  return Buffer.concat([size, body]);
}

async function open(): Promise<{
  socket: Socket;
  responses: (count: number) => Promise<number[]>;
  bytes: () => number;
}> {
  const socket = connect(proxy.port, "127.0.0.1");
  const split = frameSplitter();
  const correlationIds: number[] = [];
  let bytes = 0;
  socket.on("error", () => {});
  socket.on("data", (chunk: Buffer) => {
    bytes += chunk.length;
    correlationIds.push(...split(chunk).map((frame) => frame.readInt32BE(4)));
  });
  await nextEvent(socket, "connect");
  const responses = async (count: number): Promise<number[]> => {
    await expect.poll(() => correlationIds.length).toBe(count);
    return correlationIds;
  };
  return { socket, responses, bytes: () => bytes };
}
