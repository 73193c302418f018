import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { failWith, nth } from "@k/dev-broker";
import { ErrorCode, Produce } from "@k/protocol";
import { describe, expect, test } from "vitest";
import { ProduceError, RecordTooLargeError, type Serializer } from "../src/index.js";
import { numbers, passing, producerOf, startCluster, valuesIn } from "./cluster.js";

describe("sendBatch", () => {
  test("gives results in the order of the records", async () => {
    const cluster = await startCluster();
    cluster.createTopic("t", { partitions: 3 });
    const producer = producerOf(cluster);
    const results = await producer.sendBatch(
      numbers(90).map((value) => ({ topic: "t", value, partition: Number(value) % 3 })),
    );
    expect(results.map(({ partition, offset }) => [partition, offset])).toEqual(
      numbers(90).map((value) => [Number(value) % 3, BigInt(Math.floor(Number(value) / 3))]),
    );
  });

  test("of nothing is done at once, and takes any iterable", async () => {
    const cluster = await startCluster();
    const producer = producerOf(cluster);
    expect(await producer.sendBatch([])).toEqual([]);
    expect(await producer.sendBatch(new Set([{ topic: "t", value: "v" }]))).toHaveLength(1);
  });

  test("rejects with the first failure once all are settled", async () => {
    const cluster = await startCluster();
    const producer = producerOf(cluster);
    const records = [
      { topic: "t", value: "a" },
      { topic: "t", value: Buffer.alloc(2e6) },
      { topic: "" },
      { topic: "t", value: "b" },
    ];
    await expect(producer.sendBatch(records)).rejects.toBeInstanceOf(RecordTooLargeError);
    expect(valuesIn(cluster, "t")).toEqual(["a", "b"]);
  });
});

describe("stream", () => {
  test("delivers what is piped into it, and finishes when it is acknowledged", async () => {
    const cluster = await startCluster();
    const producer = producerOf(cluster, { bufferMemory: 50_000, batchSize: 2000 });
    const source = Readable.from(numbers(3000).map((value) => ({ topic: "t", value })));
    await pipeline(source, producer.stream());
    expect(valuesIn(cluster, "t")).toEqual(numbers(3000));
  });

  test("reads its source no faster than the cluster takes records", async () => {
    const cluster = await startCluster();
    const producer = producerOf(cluster, { bufferMemory: 50_000, batchSize: 2000, retries: 10 });
    await producer.send({ topic: "t" });
    for (const broker of cluster.brokers) broker.pause();
    let read = 0;
    const source = Readable.from(
      (function* () {
        for (; read < 5000; read++) yield { topic: "t", value: "v".repeat(100) };
      })(),
    );
    const piped = pipeline(source, producer.stream());
    await passing(cluster, 100);
    expect(producer.hasRoom).toBe(false);
    expect(read).toBeLessThan(400);
    for (const broker of cluster.brokers) broker.resume();
    await piped;
    expect(valuesIn(cluster, "t")).toHaveLength(5001);
  });

  test("is destroyed by the first record that fails", async () => {
    const cluster = await startCluster();
    cluster.intercept(Produce, failWith(ErrorCode.INVALID_RECORD), { when: nth(2) });
    const producer = producerOf(cluster, { batchSize: 200 });
    const source = Readable.from(numbers(500).map((value) => ({ topic: "t", value })));
    await expect(pipeline(source, producer.stream())).rejects.toBeInstanceOf(ProduceError);
  });
});

describe("asynchronous serializers", () => {
  const slowToBytes: Serializer<{ n: number }> = async ({ n }) => {
    await new Promise((resolve) => setTimeout(resolve, n % 3));
    if (n === 7) throw new Error("seven");
    return String(n);
  };

  test("keep the order of sends, and fail only their own record", async () => {
    const cluster = await startCluster();
    const producer = producerOf<string, { n: number }>(cluster, { valueSerializer: slowToBytes });
    const sent = Array.from({ length: 20 }, (_, n) => producer.send({ topic: "t", value: { n } }));
    await producer.flush();
    expect(sent.map((future) => future.succeeded())).toEqual(sent.map((_, n) => n !== 7));
    expect(valuesIn(cluster, "t")).toEqual(numbers(20).filter((value) => value !== "7"));
  });
});

describe("interceptors", () => {
  test("change records on their way in and hear of results before the caller does", async () => {
    const cluster = await startCluster();
    const heard: string[] = [];
    const producer = producerOf(cluster, {
      interceptors: [
        {
          onSend: (record) => ({ ...record, value: `${String(record.value)}!` }),
          onAcknowledgement: ({ metadata, error }) =>
            heard.push(error === null ? `ok ${metadata?.offset}` : error.name),
        },
        {
          onSend: () => {
            throw new Error("broken interceptors change nothing");
          },
        },
      ],
    });
    await producer.send({ topic: "t", value: "a" }).then(() => heard.push("caller"));
    await producer.sendBatch([{ topic: "t", value: "b" }]);
    await producer.send({ topic: "t", partition: 9 }).catch(() => {});
    expect(valuesIn(cluster, "t")).toEqual(["a!", "b!"]);
    expect(heard).toEqual(["ok 0", "caller", "ok 1", "InvalidRecordError"]);
  });
});

test("a wait can be given up", async () => {
  const cluster = await startCluster({ autoCreateTopics: false });
  const producer = producerOf(cluster, { lingerMs: 1000 });
  const reason = new Error("enough");
  await expect(producer.partitionsFor("nowhere", { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  const controller = new AbortController();
  cluster.createTopic("t");
  for (const broker of cluster.brokers) broker.pause();
  void producer.send({ topic: "t" });
  const flushed = producer.flush({ signal: controller.signal });
  controller.abort(reason);
  await expect(flushed).rejects.toBe(reason);
  await expect(producer.flush({ timeoutMs: 50 })).rejects.toMatchObject({ code: "TIMEOUT" });
});

test("a serializer that never answers fails its record after maxBlockMs, and lets the others go", async () => {
  const cluster = await startCluster();
  const producer = producerOf<string, string>(cluster, {
    maxBlockMs: 500,
    valueSerializer: (value: string) => (value === "stuck" ? new Promise<string>(() => {}) : Promise.resolve(value)),
  });
  const stuck = producer.send({ topic: "t", value: "stuck" });
  const behind = producer.send({ topic: "t", value: "behind" });
  await expect(stuck).rejects.toMatchObject({ name: "SerializationError" });
  await producer.send({ topic: "t", value: "later" });
  expect(behind.isDone()).toBe(true);
  expect(valuesIn(cluster, "t")).toContain("later");
});

test("a topic that comes back with fewer partitions gets its keys where they belong now", async () => {
  const cluster = await startCluster({ autoCreateTopics: false });
  cluster.createTopic("t", { partitions: 8 });
  const producer = producerOf(cluster, { retries: 1000, metadataMaxAgeMs: 1000 });
  await producer.sendBatch(numbers(40).map((key) => ({ topic: "t", key, value: "before" })));
  cluster.deleteTopic("t");
  cluster.createTopic("t", { partitions: 2 });
  await passing(cluster, 3000);
  const results = await producer.sendBatch(numbers(40).map((key) => ({ topic: "t", key, value: "after" })));
  expect(new Set(results.map(({ partition }) => partition))).toEqual(new Set([0, 1]));
});
