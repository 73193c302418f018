import { KafkaConfigurationError, MetadataTimeoutError } from "@k/client";
import { failWith, nth, once } from "@k/dev-broker";
import { ErrorCode, Produce } from "@k/protocol";
import { describe, expect, test } from "vitest";
import {
  BufferExhaustedError,
  deliveryOf,
  InvalidRecordError,
  KafkaProducer,
  ProduceError,
  ProducerClosedError,
  RecordTooLargeError,
  SerializationError,
} from "../src/index.js";
import { clockOf, numbers, passing, producerOf, startCluster, valuesIn } from "./cluster.js";

describe("send", () => {
  test.each([0, 1, -1, "all"] as const)("delivers with acks %s", async (acks) => {
    const cluster = await startCluster();
    const producer = producerOf(cluster, { acks });
    const metadata = await producer.send({
      topic: "t",
      key: "key",
      value: "välue",
      headers: { trace: "1" },
      timestampMs: 1234,
    });
    expect(metadata).toMatchObject({
      topic: "t",
      partition: 0,
      topicPartition: { topic: "t", partition: 0 },
      offset: acks === 0 ? -1n : 0n,
      timestamp: 1234,
      checksum: null,
      serializedKeySize: 3,
      serializedValueSize: 6,
      serializedHeaderSize: 6,
    });
    await producer.close();
    const [record] = cluster.readRecords("t");
    expect(Buffer.from(record?.key ?? []).toString()).toBe("key");
    expect(Buffer.from(record?.value ?? []).toString()).toBe("välue");
    expect(record?.timestampMs).toBe(1234);
    expect(record?.headers.map(({ key, value }) => [key, String.fromCharCode(...(value ?? []))])).toEqual([
      ["trace", "1"],
    ]);
  });

  test("key and value may both be null", async () => {
    const cluster = await startCluster();
    const producer = producerOf(cluster);
    const metadata = await producer.send({ topic: "t" });
    expect(metadata).toMatchObject({ serializedKeySize: -1, serializedValueSize: -1, serializedHeaderSize: -1 });
    expect(cluster.readRecords("t")[0]).toMatchObject({ key: null, value: null });
  });

  test("the future can be asked, before and after", async () => {
    const cluster = await startCluster();
    const future = producerOf(cluster).send({ topic: "t", value: "v" });
    expect(future).toBeInstanceOf(Promise);
    expect([future.isDone(), future.succeeded(), future.failed(), future.exception(), future.value()]).toEqual([
      false,
      false,
      false,
      null,
      undefined,
    ]);
    const metadata = await future;
    expect([future.isDone(), future.succeeded(), future.failed(), future.exception(), future.value()]).toEqual([
      true,
      true,
      false,
      null,
      metadata,
    ]);
  });

  test("sends of one turn share a batch, and keep their order while the first wait for metadata", async () => {
    const cluster = await startCluster();
    const producer = producerOf(cluster);
    const results = await Promise.all(numbers(500).map((value) => producer.send({ topic: "t", value })));
    expect(valuesIn(cluster, "t")).toEqual(numbers(500));
    expect(results.map(({ offset }) => offset)).toEqual(numbers(500).map(BigInt));
    expect(cluster.log("t").batches.length).toBe(1);
  });

  test("bytes that the caller changes while the send waits are sent as they were", async () => {
    const cluster = await startCluster();
    const value = Buffer.from("before");
    const header = Buffer.from("before");
    const future = producerOf(cluster).send({ topic: "t", value, headers: { header } });
    value.write("after!");
    header.write("after!");
    await future;
    expect(valuesIn(cluster, "t")).toEqual(["before"]);
    const [record] = cluster.readRecords("t");
    expect(Buffer.from(record?.headers[0]?.value ?? []).toString()).toBe("before");
  });

  test("a record that is wrong fails its future and nothing else", async () => {
    const cluster = await startCluster();
    const producer = producerOf(cluster);
    const wrong: [unknown, new (...args: never[]) => Error][] = [
      [null, InvalidRecordError],
      [{ topic: "" }, InvalidRecordError],
      [{ value: "no topic" }, InvalidRecordError],
      [{ topic: "t", value: 5 }, SerializationError],
      [{ topic: "t", key: {} }, SerializationError],
      [{ topic: "t", timestampMs: -1 }, InvalidRecordError],
      [{ topic: "t", timestampMs: Number.NaN }, InvalidRecordError],
      [{ topic: "t", partition: 7 }, InvalidRecordError],
      [{ topic: "t", headers: { a: 1 } }, InvalidRecordError],
      [{ topic: "t", value: Buffer.alloc(2_000_000) }, RecordTooLargeError],
    ];
    for (const [record, error] of wrong) {
      await expect(producer.send(record as never), JSON.stringify(record)?.slice(0, 80)).rejects.toBeInstanceOf(error);
    }
    for (const records of [null, 5]) {
      await expect(producer.sendBatch(records as never)).rejects.toBeInstanceOf(InvalidRecordError);
    }
    await expect(producer.partitionsFor(undefined as never)).rejects.toMatchObject({ code: "INVALID_TOPIC_EXCEPTION" });
    await producer.send({ topic: "t", value: "right" });
    expect(valuesIn(cluster, "t")).toEqual(["right"]);
  });

  test("after close is refused", async () => {
    const cluster = await startCluster();
    const producer = producerOf(cluster);
    await producer.close();
    await expect(producer.send({ topic: "t" })).rejects.toBeInstanceOf(ProducerClosedError);
  });

  test("to an unknown topic fails within maxBlockMs", async () => {
    const cluster = await startCluster({ autoCreateTopics: false });
    const producer = producerOf(cluster, { maxBlockMs: 100 });
    const startedMs = clockOf(cluster).now();
    await expect(producer.send({ topic: "nowhere" })).rejects.toBeInstanceOf(MetadataTimeoutError);
    expect(clockOf(cluster).now() - startedMs).toBe(100);
  });
});

describe("retries", () => {
  test("there are none by default", async () => {
    const cluster = await startCluster();
    cluster.intercept(Produce, failWith(ErrorCode.NOT_ENOUGH_REPLICAS), { when: once() });
    const error = await producerOf(cluster)
      .send({ topic: "t", value: "v" })
      .catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(ProduceError);
    expect(error).toMatchObject({ code: "NOT_ENOUGH_REPLICAS", retriable: true });
    expect(deliveryOf(error)).toMatchObject({ topic: "t", partition: 0, attempts: 1, persistence: "notPersisted" });
  });

  test("keep the order of a partition with one request in flight", async () => {
    const cluster = await startCluster();
    cluster.intercept(Produce, failWith(ErrorCode.NOT_LEADER_OR_FOLLOWER), { when: nth(2) });
    const producer = producerOf(cluster, { retries: 5, maxInFlightRequestsPerConnection: 1, batchSize: 200 });
    await Promise.all(numbers(300).map((value) => producer.send({ topic: "t", value })));
    expect(valuesIn(cluster, "t")).toEqual(numbers(300));
  });

  test("end when they are used up, and the error says what became of the record", async () => {
    const cluster = await startCluster();
    cluster.intercept(Produce, failWith(ErrorCode.NOT_ENOUGH_REPLICAS_AFTER_APPEND));
    const error = await producerOf(cluster, { retries: 2, acks: "all" })
      .send({ topic: "t" })
      .catch((reason: unknown) => reason);
    expect(deliveryOf(error)).toMatchObject({ attempts: 3, persistence: "possiblyPersisted" });
  });
});

describe("memory", () => {
  test("is counted to the byte and comes back to the byte", async () => {
    const cluster = await startCluster();
    const producer = producerOf(cluster, { bufferMemory: 100_000, lingerMs: 50 });
    await producer.send({ topic: "t" });
    const sent = numbers(50).map((value) => producer.send({ topic: "t", value }));
    expect(producer.metrics()["producer-metrics"]?.["buffer-available-bytes"]).toBe(100_000 - 16_384 - 50 * 256);
    await Promise.all(sent);
    expect(producer.metrics()["producer-metrics"]?.["buffer-available-bytes"]).toBe(100_000);
  });

  test("sends that wait for it are served first come first served", async () => {
    const cluster = await startCluster();
    const producer = producerOf(cluster, { bufferMemory: 40_000, batchSize: 1000 });
    await producer.send({ topic: "t", value: "first" });
    await Promise.all(numbers(110).map((value) => producer.send({ topic: "t", value })));
    expect(valuesIn(cluster, "t")).toEqual(["first", ...numbers(110)]);
  });

  test("too many bytes that wait are refused at once, and too long a wait after maxBlockMs", async () => {
    const cluster = await startCluster();
    const producer = producerOf(cluster, {
      bufferMemory: 40_000,
      maxBlockMs: 100,
      retries: 100,
      requestTimeoutMs: 200,
      deliveryTimeoutMs: 500,
    });
    await producer.send({ topic: "t" });
    for (const broker of cluster.brokers) await broker.stop();
    const outcomes = await Promise.allSettled(numbers(400).map((value) => producer.send({ topic: "t", value })));
    const reasons = outcomes.flatMap((outcome) => (outcome.status === "rejected" ? [outcome.reason] : []));
    const exhausted = reasons.filter((reason) => reason instanceof BufferExhaustedError);
    expect(exhausted.some(({ message }) => message.includes("wait to be sent already"))).toBe(true);
    expect(exhausted.some(({ message }) => message.includes("maxBlockMs=100"))).toBe(true);
  });
});

describe("what waits for metadata or memory", () => {
  // Each case: what one record is charged while it waits, its promise, its data and what has to be remembered included.
  test.each([
    { record: { value: Buffer.alloc(24) }, bytes: 600 },
    { record: { key: "k".repeat(8), value: "v".repeat(16) }, bytes: 600 },
    { record: { value: "ü".repeat(12) }, bytes: 600 },
    { record: { value: null, headers: { trace: "0123456789abc" } }, bytes: 576 + 192 + 18 },
  ])("is charged $bytes bytes, whoever waits: $record", async ({ record, bytes }) => {
    const cluster = await startCluster();
    const producer = producerOf(cluster, { bufferMemory: bytes * 100, batchSize: 1000 });
    const sent = numbers(101).map(() => producer.send({ topic: "t", ...record }));
    expect(sent.map((future) => future.failed())).toEqual([...Array(100).fill(false), true]);
    expect(sent[100]?.exception()?.message).toContain(`${bytes * 100} bytes wait`);
    await Promise.all(sent.slice(0, 100));
    expect(producer.metrics()["producer-metrics"]?.["buffer-available-bytes"]).toBe(bytes * 100);
  });
});

describe("a batch that is too large for the broker", () => {
  test.each([ErrorCode.MESSAGE_TOO_LARGE, ErrorCode.RECORD_LIST_TOO_LARGE])("is split on code %i", async (code) => {
    const cluster = await startCluster();
    cluster.intercept(Produce, failWith(code), { when: once() });
    const producer = producerOf(cluster);
    const flushedAfter: string[] = [];
    const sent = numbers(100).map((value) => producer.send({ topic: "t", value }));
    await producer.flush();
    for (const future of sent) if (!future.isDone()) flushedAfter.push("unsettled");
    expect(flushedAfter).toEqual([]);
    expect(valuesIn(cluster, "t")).toEqual(numbers(100));
    expect((await Promise.all(sent)).map(({ offset }) => offset)).toEqual(numbers(100).map(BigInt));
    expect(cluster.log("t").batches.length).toBe(2);
  });

  test("is split until its records are alone, and a single record then fails", async () => {
    const cluster = await startCluster();
    cluster.intercept(Produce, failWith(ErrorCode.MESSAGE_TOO_LARGE));
    const producer = producerOf(cluster);
    const outcomes = await Promise.allSettled(numbers(5).map((value) => producer.send({ topic: "t", value })));
    expect(outcomes.map(({ status }) => status)).toEqual(Array(5).fill("rejected"));
    expect(deliveryOf((outcomes[0] as PromiseRejectedResult).reason)).toMatchObject({
      recordCount: 1,
      persistence: "notPersisted",
    });
    expect(producer.metrics()["producer-metrics"]?.["buffer-available-bytes"]).toBe(33_554_432);
  });
});

describe("flush and close", () => {
  test("flush sends what lingers and waits for it", async () => {
    const cluster = await startCluster();
    const producer = producerOf(cluster, { lingerMs: 60_000, deliveryTimeoutMs: 120_000 });
    const sent = numbers(10).map((value) => producer.send({ topic: "t", value }));
    await producer.flush();
    expect(sent.every((future) => future.succeeded())).toBe(true);
  });

  test("flush is not starved by sends that go on", async () => {
    const cluster = await startCluster();
    const producer = producerOf(cluster);
    let stop = false;
    const background = (async () => {
      while (!stop) await producer.send({ topic: "t", value: "more" });
    })();
    await producer.flush({ timeoutMs: 5000 });
    stop = true;
    await background;
  });

  test("close delivers what is under way, and a second close waits for the first", async () => {
    const cluster = await startCluster();
    const producer = producerOf(cluster, { lingerMs: 1000 });
    const sent = numbers(10).map((value) => producer.send({ topic: "t", value }));
    await Promise.all([producer.close(), producer.close()]);
    expect(sent.every((future) => future.succeeded())).toBe(true);
  });

  test("close with a timeout settles everything while the cluster is down", async () => {
    const cluster = await startCluster();
    const producer = producerOf(cluster, { retries: 1000, acks: "all" });
    await producer.send({ topic: "t" });
    for (const broker of cluster.brokers) await broker.stop();
    const sent = numbers(10).map((value) => producer.send({ topic: "t", value }));
    const unknown = producer.send({ topic: "unknown" });
    await producer.close({ timeoutMs: 100 });
    for (const future of [...sent, unknown]) expect(future.exception()).toBeInstanceOf(ProducerClosedError);
  });

  test("nothing is left open", async () => {
    const cluster = await startCluster();
    await using producer = producerOf(cluster);
    await producer.send({ topic: "t" });
  });
});

test("an option that is wrong or unknown is an error of the constructor", () => {
  expect(() => new KafkaProducer({ bootstrapServers: "localhost:9092", lingerMS: 5 } as never)).toThrow(
    KafkaConfigurationError,
  );
});

describe("when a codec fails", () => {
  test("its batch fails with how far it was, and the others go on", async () => {
    const cluster = await startCluster();
    let calls = 0;
    const producer = producerOf(cluster, {
      compressionType: "gzip",
      batchSize: 100,
      closeBatch: (records) => {
        calls++;
        if (calls === 2) throw new Error("codec out of memory");
        return Promise.resolve(records.close());
      },
    });
    const sent = numbers(60).map((value) => producer.send({ topic: "t", value }));
    await producer.flush();
    const failed = sent.filter((future) => future.failed());
    expect(failed.length).toBeGreaterThan(0);
    expect(deliveryOf(failed[0]?.exception())).toMatchObject({ topic: "t", persistence: "notPersisted" });
    expect(valuesIn(cluster, "t")).toHaveLength(60 - failed.length);
    expect(producer.metrics()["producer-metrics"]?.["buffer-available-bytes"]).toBe(33_554_432);
  });
});

test("130,000 waiting sends are settled by close", async () => {
  const cluster = await startCluster({ autoCreateTopics: false });
  const producer = producerOf(cluster, { bufferMemory: 128 * 1024 * 1024 });
  const sent = Array.from({ length: 130_000 }, () => producer.send({ topic: "nowhere", value: "v" }));
  await producer.close({ timeoutMs: 50 });
  expect(sent.every((future) => future.failed())).toBe(true);
});

test("a send is told of a missing topic after maxBlockMs of its own, not of another's", async () => {
  const cluster = await startCluster({ autoCreateTopics: false });
  const producer = producerOf(cluster, { maxBlockMs: 1000 });
  const waits: number[] = [];
  for (let n = 0; n < 5; n++) {
    const sentAtMs = clockOf(cluster).now();
    producer.send({ topic: "nowhere" }).catch(() => waits.push(clockOf(cluster).now() - sentAtMs));
    await passing(cluster, 150);
  }
  await passing(cluster, 2000);
  expect(waits).toHaveLength(5);
  for (const waitMs of waits) expect(waitMs).toBeLessThan(1100);
});
