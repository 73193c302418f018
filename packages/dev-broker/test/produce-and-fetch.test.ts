import { DevCluster, VirtualClock } from "@k/dev-broker";
import { ErrorCode, Metadata, Produce } from "@k/protocol";
import { crc32c } from "@k/records";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { batch, fetchFrom, produce, produceRequest } from "./produce-request.js";
import { RawClient } from "./raw-client.js";

let cluster: DevCluster;
let client: RawClient;

beforeEach(async () => {
  cluster = await DevCluster.start({ transport: "memory", topicConfig: { "max.message.bytes": "20000" } });
  cluster.createTopic("t", { partitions: 2 });
  client = RawClient.to(cluster);
});
afterEach(() => cluster.close());

describe("a batch that is in order", () => {
  test("gets the next offsets and comes back from Fetch", async () => {
    expect(await produce(client, batch(["a", "b"]))).toMatchObject({
      errorCode: 0,
      baseOffset: 0n,
      logAppendTimeMs: -1n,
    });
    expect(await produce(client, batch(["c"]))).toMatchObject({ errorCode: 0, baseOffset: 2n });
    const fetched = await fetchFrom(client);
    expect(fetched).toMatchObject({
      values: ["a", "b", "c"],
      highWatermark: 3n,
      lastStableOffset: 3n,
      logStartOffset: 0n,
    });
    expect(cluster.readRecords("t").map(({ offset }) => offset)).toEqual([0n, 1n, 2n]);
  });

  test("is fetched whole from an offset in its middle", async () => {
    await produce(client, batch(["a", "b"]));
    expect((await fetchFrom(client, { offset: 1 })).values).toEqual(["a", "b"]);
  });

  test("comes even if it is larger than what was asked for, and alone then", async () => {
    await produce(client, batch(["a".repeat(200)]));
    await produce(client, batch(["b"]));
    expect((await fetchFrom(client, { maxBytes: 10 })).values).toEqual(["a".repeat(200)]);
  });

  test("is stamped with the broker's time under LogAppendTime, under a CRC that holds", async () => {
    cluster.createTopic("stamped", { config: { "message.timestamp.type": "LogAppendTime" } });
    const before = Date.now();
    const answer = await produce(client, batch(["a"]), { topic: "stamped" });
    expect(Number(answer.logAppendTimeMs)).toBeGreaterThanOrEqual(before);
    const [record] = cluster.readRecords("stamped");
    expect(record).toMatchObject({ timestampType: "LogAppendTime", timestampMs: Number(answer.logAppendTimeMs) });
  });
});

/** Changes bytes of a batch and makes its CRC right again. */
function tampered(change: (view: DataView) => void, values: readonly string[] = ["a", "b"]): Uint8Array {
  const bytes = batch(values);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  change(view);
  view.setUint32(17, crc32c(bytes.subarray(21)));
  return bytes;
}

describe("a batch that is not in order is refused, and nothing is appended", () => {
  const corrupt = batch(["a"]);
  corrupt[corrupt.length - 1]! ^= 1;
  const two = Buffer.concat([batch(["a"]), batch(["b"])]);
  const short = batch(["a"]);
  const cases: [string, Uint8Array, number][] = [
    ["a wrong CRC", corrupt, ErrorCode.CORRUPT_MESSAGE],
    ["an unknown magic", tampered((view) => view.setInt8(16, 3)), ErrorCode.INVALID_RECORD],
    ["two batches", two, ErrorCode.INVALID_RECORD],
    ["a cut one", short.subarray(0, short.length - 1), ErrorCode.INVALID_RECORD],
    ["a base offset", tampered((view) => view.setBigInt64(0, 5n)), ErrorCode.INVALID_RECORD],
    ["a last offset delta that is not count - 1", tampered((view) => view.setInt32(23, 5)), ErrorCode.INVALID_RECORD],
    [
      "a count that is not that of the records",
      tampered((view) => {
        view.setInt32(23, 2);
        view.setInt32(57, 3);
      }),
      ErrorCode.INVALID_RECORD,
    ],
    [
      "no records",
      tampered((view) => {
        view.setInt32(23, -1);
        view.setInt32(57, 0);
      }),
      ErrorCode.INVALID_RECORD,
    ],
    ["a control batch", tampered((view) => view.setInt16(21, 0x20)), ErrorCode.INVALID_RECORD],
    ["codec 5", tampered((view) => view.setInt16(21, 5)), ErrorCode.UNSUPPORTED_COMPRESSION_TYPE],
    ["a producer id without a sequence", tampered((view) => view.setBigInt64(43, 1n)), ErrorCode.INVALID_RECORD],
    ["more than max.message.bytes", batch(["x".repeat(20_000)]), ErrorCode.MESSAGE_TOO_LARGE],
    ["nothing", new Uint8Array(), ErrorCode.INVALID_RECORD],
  ];
  test.each(cases)("%s", async (_name, records, errorCode) => {
    expect(await produce(client, records)).toMatchObject({ errorCode, baseOffset: -1n });
    expect(cluster.log("t").endOffset).toBe(0n);
  });

  test("zstd before Produce 7", async () => {
    const zstd = tampered((view) => view.setInt16(21, 4));
    expect(await produce(client, zstd, { version: 6 })).toMatchObject({
      errorCode: ErrorCode.UNSUPPORTED_COMPRESSION_TYPE,
    });
  });

  test("null instead of records", async () => {
    const response = await client.send(Produce, 9, produceRequest(null));
    expect(response.responses[0]!.partitionResponses[0]).toMatchObject({ errorCode: ErrorCode.INVALID_RECORD });
  });

  test("a record that cannot be read, if validateRecords is on", async () => {
    const strict = await DevCluster.start({ transport: "memory", validateRecords: true });
    strict.createTopic("t");
    // The key length of the first record: far beyond its end.
    const bad = tampered((view) => view.setInt8(61 + 4, 126), ["a"]);
    expect(await produce(RawClient.to(strict), bad)).toMatchObject({ errorCode: ErrorCode.CORRUPT_MESSAGE });
    await strict.close();
  });
});

describe("acks", () => {
  test("0 gets no answer, and the next request is answered", async () => {
    client.post(Produce, 9, produceRequest(batch(["a"]), { acks: 0 }));
    expect(await produce(client, batch(["b"]), { acks: 1 })).toMatchObject({ baseOffset: 1n });
  });

  test("0 and a failure close the connection", async () => {
    client.post(Produce, 9, produceRequest(batch(["a"]), { acks: 0, topic: "missing" }));
    await client.closed;
  });

  test("2 is refused", async () => {
    expect(await produce(client, batch(["a"]), { acks: 2 })).toMatchObject({
      errorCode: ErrorCode.INVALID_REQUIRED_ACKS,
    });
  });
});

test.each(["in one chunk", "one by one"])(
  "pipelined requests are answered in order, %s, also when the first one waits",
  async (how) => {
    const order: string[] = [];
    if (how === "in one chunk") client.stream.cork();
    const waiting = fetchFrom(client, { maxWaitMs: 100 }).then(() => order.push("fetch"));
    const next = client.send(Metadata, 9, { topics: [] }).then(() => order.push("metadata"));
    client.stream.uncork();
    await Promise.all([waiting, next]);
    expect(order).toEqual(["fetch", "metadata"]);
  },
);

test("a waiting Fetch is answered as soon as there is something", async () => {
  const consumer = RawClient.to(cluster);
  const fetched = fetchFrom(consumer, { maxWaitMs: 60_000 });
  await produce(client, batch(["a"]));
  expect((await fetched).values).toEqual(["a"]);
});

test("a waiting Fetch ends after maxWaitMs, in virtual time", async () => {
  const clock = new VirtualClock();
  const slow = await DevCluster.start({ transport: "memory", clock });
  slow.createTopic("t");
  const fetched = await clock.run(fetchFrom(RawClient.to(slow), { maxWaitMs: 5000 }));
  expect(fetched.values).toEqual([]);
  expect(clock.now()).toBe(5000);
  expect(clock.pending).toBe(0);
  await slow.close();
});

test("the oldest batches are dropped beyond maxLogBytes, and reading them is out of range", async () => {
  const small = await DevCluster.start({ transport: "memory", maxLogBytes: 1000 });
  small.createTopic("t");
  const raw = RawClient.to(small);
  for (let i = 0; i < 10; i++) await produce(raw, batch(["x".repeat(200)]));
  const log = small.log("t");
  expect(log.endOffset).toBe(10n);
  expect(log.startOffset).toBe(7n);
  expect(log.sizeInBytes).toBeLessThanOrEqual(1000);
  expect(await fetchFrom(raw, { offset: 6 })).toMatchObject({ errorCode: ErrorCode.OFFSET_OUT_OF_RANGE });
  expect((await fetchFrom(raw, { offset: 7 })).values).toHaveLength(3);
  await small.close();
});

test("Metadata creates topics only when both sides want it", async () => {
  const ask = async (name: string, allowAutoTopicCreation: boolean) =>
    (await client.send(Metadata, 9, { topics: [{ name }], allowAutoTopicCreation })).topics[0];
  expect(await ask("new", false)).toMatchObject({ errorCode: ErrorCode.UNKNOWN_TOPIC_OR_PARTITION });
  expect(await ask("new", true)).toMatchObject({ errorCode: ErrorCode.NONE, partitions: [{ leaderId: 0 }] });
  expect(await ask("not a name", true)).toMatchObject({ errorCode: ErrorCode.INVALID_TOPIC_EXCEPTION });
});

test("a request that cannot be read closes the connection", async () => {
  client.write(Buffer.from([0, 0, 0, 4, 0, 0, 0, 9]));
  await client.closed;
});

test("an announced frame of 2 GiB closes the connection", async () => {
  client.write(Buffer.from([0x7f, 0xff, 0xff, 0xff]));
  await client.closed;
});
