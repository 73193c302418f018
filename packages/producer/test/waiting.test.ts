/** Sends that have to wait: for a serializer, for metadata, for memory. */
import { MetadataTimeoutError } from "@k/client";
import { delay, once } from "@k/dev-broker";
import { Metadata, Produce } from "@k/protocol";
import { expect, test } from "vitest";
import {
  BufferExhaustedError,
  InvalidRecordError,
  ProducerClosedError,
  TransactionAbortableError,
} from "../src/index.js";
import { clockOf, numbers, passing, producerOf, startCluster, valuesIn } from "./cluster.js";

/** The errors of sends, in their order; null for those that succeeded. */
async function errorsOf(sends: readonly Promise<unknown>[]): Promise<unknown[]> {
  const settled = await Promise.allSettled(sends);
  return settled.map((result) => (result.status === "fulfilled" ? null : result.reason));
}

test("a record that is refused while it waits for memory takes its transaction along, once", async () => {
  const cluster = await startCluster({ brokers: 1 });
  cluster.createTopic("t", { partitions: 1 });
  const producer = producerOf(cluster, {
    transactionalId: "tx",
    batchSize: 10_000,
    bufferMemory: 22_000,
    partitioner: (key: Uint8Array | null) => {
      if (String(key) === "bad") throw new Error("no such thing");
      return 0;
    },
  });
  await producer.initTransactions();
  producer.beginTransaction();
  cluster.intercept(Produce, delay(300), { when: once() });
  const send = (key: string, bytes: number) => producer.send({ topic: "t", key, value: Buffer.alloc(bytes) });
  const first = [send("a", 9_000), send("b", 9_000)];
  await passing(cluster, 50);
  const waiting = producer.sendBatch(["c", "bad", "d"].map((key) => ({ topic: "t", key, value: Buffer.alloc(3_000) })));
  const last = send("e", 3_000);
  await expect(waiting).rejects.toBeInstanceOf(Error);
  expect((await errorsOf([...first, last])).at(-1)).toBeInstanceOf(TransactionAbortableError);
  await producer.abortTransaction();
  const { "buffer-available-bytes": free, "waiting-threads": waits } = producer.metrics()["producer-metrics"] ?? {};
  expect([free, waits]).toEqual([22_000, 0]);
});

test("a record that is refused while it waits for metadata fails those behind it at once", async () => {
  const cluster = await startCluster({ brokers: 1 });
  cluster.createTopic("t", { partitions: 1 });
  const producer = producerOf(cluster, { transactionalId: "tx" });
  await producer.initTransactions();
  producer.beginTransaction();
  const sends = [producer.send({ topic: "t", partition: 99 }), producer.send({ topic: "t" })];
  const startedMs = clockOf(cluster).now();
  const [refused, behind] = await errorsOf(sends);
  expect(refused).toBeInstanceOf(InvalidRecordError);
  expect(behind).toBeInstanceOf(TransactionAbortableError);
  await producer.flush();
  expect(clockOf(cluster).now() - startedMs).toBeLessThan(2_000);
});

test("whoever waits for memory, or for room, does not wait for batches that linger", async () => {
  const cluster = await startCluster({ brokers: 1 });
  cluster.createTopic("t", { partitions: 4 });
  const producer = producerOf(cluster, {
    batchSize: 10_000,
    bufferMemory: 42_000,
    lingerMs: 60_000,
    deliveryTimeoutMs: 120_000,
    maxBlockMs: 2_000,
  });
  await producer.partitionsFor("t");
  for (const partition of [0, 1, 2, 3]) void producer.send({ topic: "t", partition, value: "x" });
  await passing(cluster, 20);
  const startedMs = clockOf(cluster).now();
  expect(producer.hasRoom).toBe(false);
  await producer.room();
  for (const partition of [0, 1, 2, 3]) void producer.send({ topic: "t", partition, value: "y" });
  await passing(cluster, 20);
  await producer.send({ topic: "t", partition: 0, value: Buffer.alloc(9_990) });
  expect(clockOf(cluster).now() - startedMs).toBeLessThan(500);
});

test("maxBlockMs is one budget, also for a send that waits for metadata first and for memory then", async () => {
  const cluster = await startCluster({ brokers: 1 });
  for (const topic of ["t", "later"]) cluster.createTopic(topic, { partitions: 1 });
  const producer = producerOf(cluster, { batchSize: 10_000, bufferMemory: 22_000, maxBlockMs: 1_000 });
  await producer.send({ topic: "t" });
  cluster.intercept(Produce, delay(20_000));
  cluster.intercept(Metadata, delay(800));
  const waitOf = async (send: Promise<unknown>): Promise<number> => {
    const startedMs = clockOf(cluster).now();
    await expect(send).rejects.toBeInstanceOf(BufferExhaustedError);
    return clockOf(cluster).now() - startedMs;
  };
  for (let count = 0; count < 2; count++) void producer.send({ topic: "t", value: Buffer.alloc(9_000) });
  const both = waitOf(producer.send({ topic: "later", value: Buffer.alloc(9_000) }));
  await passing(cluster, 500);
  const memoryAlone = waitOf(producer.send({ topic: "t", value: Buffer.alloc(9_000) }));
  for (const waitedMs of await Promise.all([both, memoryAlone])) {
    expect(waitedMs).toBeGreaterThanOrEqual(1_000);
    expect(waitedMs).toBeLessThan(1_100);
  }
});

test("what is sent beside an asynchronous serializer is sent as it was", async () => {
  const cluster = await startCluster({ brokers: 1 });
  cluster.createTopic("t", { partitions: 1 });
  const producer = producerOf<Uint8Array, string>(cluster, {
    valueSerializer: async (value) => {
      await passing(cluster, 20);
      return value;
    },
  });
  const key = Buffer.from("one");
  const sent = numbers(3).map((value) => producer.send({ topic: "t", key, value }));
  key.write("two");
  await Promise.all(sent);
  expect(cluster.readRecords("t").map((record) => String(record.key))).toEqual(["one", "one", "one"]);
  expect(valuesIn(cluster, "t")).toEqual(numbers(3));
});

test("names of topics that do not exist leave nothing behind", async () => {
  const cluster = await startCluster({ brokers: 1, autoCreateTopics: false });
  cluster.createTopic("t", { partitions: 1 });
  const producer = producerOf<string, string>(cluster, {
    maxBlockMs: 200,
    valueSerializer: async (value) => {
      await passing(cluster, value === "slow" ? 500 : 1);
      return value;
    },
  });
  const [missing] = await errorsOf([producer.send({ topic: "missing", value: "fast" })]);
  expect(missing).toBeInstanceOf(MetadataTimeoutError);
  cluster.createTopic("missing", { partitions: 1 });
  await producer.send({ topic: "missing", value: "found" });
  expect(valuesIn(cluster, "missing")).toEqual(["found"]);
});

test("the fate of records that a forced close drops is counted", async () => {
  const cluster = await startCluster({ brokers: 1 });
  cluster.createTopic("t", { partitions: 1 });
  cluster.intercept(Produce, delay(5_000));
  const producer = producerOf(cluster);
  await producer.partitionsFor("t");
  const dropped = producer.send({ topic: "t" });
  await producer.close({ timeoutMs: 0 });
  await expect(dropped).rejects.toBeInstanceOf(ProducerClosedError);
  expect(producer.metrics()["producer-metrics"]?.["record-error-total"]).toBe(1);
});

test("a flush ends after the futures of sends that waited in vain", async () => {
  const cluster = await startCluster({ brokers: 1, autoCreateTopics: false });
  const producer = producerOf(cluster, { maxBlockMs: 200 });
  const order: string[] = [];
  const send = producer.send({ topic: "missing" }).catch(() => order.push("send"));
  await Promise.all([send, producer.flush().then(() => order.push("flush"))]);
  expect(order).toEqual(["send", "flush"]);
});
