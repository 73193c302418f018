import { type BrokerVersion, DevCluster, VirtualClock } from "@k/dev-broker";
import { ApiVersions, CreateTopics, ErrorCode, Fetch, ListGroups, ListOffsets, Metadata, Produce } from "@k/protocol";
import { createRecordsBuilder, type Magic, readBatches, readRecords } from "@k/records";
import { afterEach, describe, expect, test } from "vitest";
import { batch, produceRequest, valuesOf } from "./produce-request.js";
import { RawClient } from "./raw-client.js";

const clock = new VirtualClock();
let cluster: DevCluster;
let client: RawClient;
afterEach(() => cluster.close());

async function start(version: BrokerVersion, config = {}): Promise<void> {
  cluster = await DevCluster.start({ transport: "memory", version, clock });
  cluster.createTopic("t", { config });
  client = RawClient.to(cluster);
}

function messageSet(magic: Magic, values: readonly string[], compression: "none" | "gzip" = "none"): Uint8Array {
  const builder = createRecordsBuilder({ magic, compression, sizeLimitBytes: 1 << 16 });
  for (const value of values) builder.append(1000, "key".repeat(20), value);
  return builder.close();
}

async function send(version: number, records: Uint8Array) {
  const response = await client.send(Produce, version, produceRequest(records, { acks: 1 }));
  return response.responses[0]!.partitionResponses[0]!;
}

async function fetch(version: number, offset = 0, maxBytes = 1 << 20): Promise<Uint8Array> {
  const response = await client.send(Fetch, version, {
    replicaId: -1,
    maxWaitMs: 0,
    minBytes: 0,
    topics: [{ topic: "t", partitions: [{ partition: 0, fetchOffset: BigInt(offset), partitionMaxBytes: maxBytes }] }],
  });
  return response.responses[0]!.partitions[0]!.records ?? new Uint8Array();
}

const offsets = (bytes: Uint8Array) => [...readRecords(bytes)].map(({ offset }) => offset);

describe.each([
  ["0.8.2", 0, 0],
  ["0.9", 1, 0],
  ["0.10.0", 2, 1],
  ["0.10.2", 2, 1],
] as const)("%s", (version, produceVersion, magic) => {
  test.each(["none", "gzip"] as const)(
    "keeps message sets, compression %s, and gives their offsets",
    async (compression) => {
      await start(version);
      expect(await send(produceVersion, messageSet(magic, ["a", "b"], compression))).toMatchObject({
        errorCode: 0,
        baseOffset: 0n,
      });
      expect(await send(produceVersion, messageSet(magic, ["c", "d"], compression))).toMatchObject({
        errorCode: 0,
        baseOffset: 2n,
      });
      const fetched = await fetch(produceVersion);
      expect(valuesOf(fetched)).toEqual(["a", "b", "c", "d"]);
      expect(offsets(fetched)).toEqual([0n, 1n, 2n, 3n]);
      for (const entry of readBatches(fetched)) expect(entry).toMatchObject({ magic, compression, isCrcValid: true });
    },
  );
});

test("an 0.8.2 cluster names its brokers once it has a topic", async () => {
  cluster = await DevCluster.start({ transport: "memory", version: "0.8.2" });
  const brokers = async () => (await RawClient.to(cluster).send(Metadata, 0, { topics: [] })).brokers.length;
  const before = await brokers();
  cluster.createTopic("t");
  expect([before, await brokers()]).toEqual([0, 1]);
});

test("a wrapper of magic 0 keeps all its messages, however small it was compressed", async () => {
  await start("0.8.2");
  const values = Array.from({ length: 300 }, (_, i) => `value-${i}`);
  await send(0, messageSet(0, ["first"]));
  await send(0, messageSet(0, values, "gzip"));
  expect(valuesOf(await fetch(0, 1))).toEqual(values);
  expect(offsets(await fetch(0, 1)).at(-1)).toBe(300n);
});

describe("what they refuse", () => {
  test("0.8.2 closes on ApiVersions", async () => {
    await start("0.8.2");
    void client.send(ApiVersions, 0, {});
    await client.closed;
  });

  test("0.9 never answers ApiVersions, nor anything after it, and does not close", async () => {
    await start("0.9");
    void client.send(ApiVersions, 0, {});
    void client.send(Metadata, 0, { topics: [] });
    await clock.advance(600_000);
    expect({ closed: client.isClosed, bytes: client.chunks.length }).toEqual({ closed: false, bytes: 0 });
  });

  test("0.9 answers ListGroups, which tells it from 0.8.2", async () => {
    await start("0.9");
    expect(await client.send(ListGroups, 0, {})).toMatchObject({ errorCode: 0, groups: [] });
    await cluster.close();
    await start("0.8.2");
    void client.send(ListGroups, 0, {});
    await client.closed;
  });

  test.each([
    ["0.8.2", 1, 0],
    ["0.9", 2, 1],
  ] as const)("%s answers Produce %i in the form of %i", async (version, asked, answered) => {
    await start(version);
    void client.send(Produce, asked, { acks: 1, timeoutMs: 1, topicData: [] }).catch(() => {});
    await new Promise((resolve) => setImmediate(resolve));
    // Size, correlation id, an empty array; and from v1 on the throttle time.
    expect(Buffer.concat(client.chunks)).toHaveLength(answered === 0 ? 12 : 16);
  });

  test("a message with a wrong CRC, a cut one, an unknown magic", async () => {
    await start("0.10.2");
    const corrupt = messageSet(1, ["a"]);
    corrupt[corrupt.length - 1]! ^= 1;
    const whole = messageSet(1, ["a"]);
    for (const bytes of [corrupt, whole.subarray(0, whole.length - 1), batch(["a"]), new Uint8Array()]) {
      expect(await send(2, bytes)).toMatchObject({ errorCode: ErrorCode.CORRUPT_MESSAGE });
    }
    expect(cluster.log("t").endOffset).toBe(0n);
  });

  test("a message above max.message.bytes", async () => {
    await start("0.9", { "max.message.bytes": "100" });
    expect(await send(1, messageSet(0, ["x".repeat(100)]))).toMatchObject({ errorCode: ErrorCode.MESSAGE_TOO_LARGE });
  });

  test("4.1 lists Produce from 0 and closes below 3", async () => {
    await start("4.1");
    const { apiKeys } = await client.send(ApiVersions, 0, {});
    expect(apiKeys.find(({ apiKey }) => apiKey === Produce.key)).toMatchObject({ minVersion: 0 });
    void send(2, messageSet(1, ["a"]));
    await client.closed;
  });
});

test("Kafka 0.10 lifts messages of magic 0 to 1, Kafka 0.11 and later both to record batches", async () => {
  await start("0.10.2");
  await send(1, messageSet(0, ["a"]));
  expect(cluster.log("t").batches.map(({ magic }) => magic)).toEqual([1]);
  await cluster.close();
  await start("0.11");
  await send(1, messageSet(0, ["a", "b"]));
  await send(2, messageSet(1, ["c"], "gzip"));
  expect(cluster.log("t").batches.map(({ magic, recordsCount }) => [magic, recordsCount])).toEqual([
    [2, 2],
    [2, 1],
  ]);
  expect(valuesOf(await fetch(4))).toEqual(["a", "b", "c"]);
});

test("record batches come down to who asks with an old Fetch", async () => {
  await start("2.8");
  await client.send(Produce, 8, produceRequest(batch(["a", "b"])));
  for (const [version, magic] of [
    [1, 0],
    [2, 1],
    [3, 1],
  ] as const) {
    const fetched = await fetch(version);
    expect(valuesOf(fetched)).toEqual(["a", "b"]);
    for (const entry of readBatches(fetched)) expect(entry.magic).toBe(magic);
  }
});

test("before Fetch 3 a message that is too large comes cut", async () => {
  await start("0.9");
  await send(1, messageSet(0, ["a".repeat(100)]));
  expect(await fetch(1, 0, 50)).toHaveLength(50);
});

test("LogAppendTime of magic 1", async () => {
  await start("0.10.2", { "message.timestamp.type": "LogAppendTime" });
  const { logAppendTimeMs } = await send(2, messageSet(1, ["a"]));
  expect(logAppendTimeMs).toBe(BigInt(Math.trunc(clock.now())));
  expect([...readRecords(await fetch(2))]).toMatchObject([
    { timestampType: "LogAppendTime", timestampMs: Math.trunc(clock.now()) },
  ]);
});

test("ListOffsets 0 answers with a list", async () => {
  await start("0.9");
  await send(1, messageSet(0, ["a"]));
  const ask = async (timestamp: bigint) => {
    const topics = [{ name: "t", partitions: [{ partitionIndex: 0, timestamp }] }];
    return (await client.send(ListOffsets, 0, { replicaId: -1, topics })).topics[0]!.partitions[0]!.oldStyleOffsets;
  };
  expect([await ask(-1n), await ask(-2n)]).toEqual([[1n], [0n]]);
});

test("before 2.5 a producer without state has to begin at 0", async () => {
  for (const [version, errorCode] of [
    ["2.4", ErrorCode.UNKNOWN_PRODUCER_ID],
    ["2.8", 0],
  ] as const) {
    await start(version);
    const records = batch(["a"], { producerId: 7, sequence: 5 });
    const { responses } = await client.send(Produce, 8, produceRequest(records));
    expect(responses[0]!.partitionResponses[0]!.errorCode).toBe(errorCode);
    if (version === "2.4") await cluster.close();
  }
});

test("with ZooKeeper only the controller creates topics", async () => {
  cluster = await DevCluster.start({ transport: "memory", version: "2.8", brokers: 2 });
  const create = async (broker: number) => {
    const topics = [{ name: "new", numPartitions: 1, replicationFactor: 1, assignments: [], configs: [] }];
    return (await RawClient.to(cluster, broker).send(CreateTopics, 4, { topics })).topics[0]!.errorCode;
  };
  expect([await create(1), await create(0)]).toEqual([ErrorCode.NOT_CONTROLLER, 0]);
});
