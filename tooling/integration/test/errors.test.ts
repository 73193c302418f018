import { KafkaTimeoutError, MetadataTimeoutError } from "@k/client";
import { freePorts } from "@k/kafka-tooling";
import { KafkaProducer, ProducerClosedError, RecordTooLargeError } from "@k/producer";
import { BrokerError, ErrorCode } from "@k/protocol";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { useKafka } from "../src/use-kafka.js";

/** What a budget may be exceeded by: timers, one event loop turn, two busy cores. */
const graceMs = 1_000;

describe("mistakes give their own error, in time", () => {
  const kafka = useKafka({ properties: { "auto.create.topics.enable": false } });

  test("an unknown topic: MetadataTimeoutError after maxBlockMs, whose cause is Kafka's answer", async () => {
    const producer = new KafkaProducer({ bootstrapServers: kafka().bootstrapServers, maxBlockMs: 1_500 });
    const { error, afterMs } = await failureOf(producer.send({ topic: "no-such-topic", value: "x" }));
    expect(error).toBeInstanceOf(MetadataTimeoutError);
    expect((error as Error).message).toContain("no-such-topic");
    expect((error as Error).cause).toMatchObject({ code: "UNKNOWN_TOPIC_OR_PARTITION" });
    expect(afterMs).toBeGreaterThan(1_400);
    expect(afterMs).toBeLessThan(1_500 + graceMs);
    await producer.close();
  });

  test("an illegal topic name: Kafka's error at once, not after maxBlockMs", async () => {
    const producer = new KafkaProducer({ bootstrapServers: kafka().bootstrapServers, maxBlockMs: 30_000 });
    const { error, afterMs } = await failureOf(producer.send({ topic: "no such topic", value: "x" }));
    expect(error).toMatchObject({ name: "BrokerError", code: "INVALID_TOPIC_EXCEPTION" });
    expect(afterMs).toBeLessThan(5_000);
    await producer.close();
  });

  test("a port on which nobody listens: a timeout after maxBlockMs that names the address", async () => {
    const [port] = await freePorts(1);
    const producer = new KafkaProducer({ bootstrapServers: `127.0.0.1:${port}`, maxBlockMs: 1_500 });
    const { error, afterMs } = await failureOf(producer.send({ topic: "t", value: "x" }));
    expect(error).toBeInstanceOf(KafkaTimeoutError);
    expect(`${(error as Error).message} ${String((error as Error).cause)}`).toContain(String(port));
    expect(afterMs).toBeLessThan(1_500 + graceMs);
    await producer.close();
  });

  test("a record beyond maxRequestSize: RecordTooLargeError before anything is sent", async () => {
    await kafka().createTopic("sizes", { config: { "max.message.bytes": 10_000 } });
    const producer = new KafkaProducer({ bootstrapServers: kafka().bootstrapServers, maxRequestSize: 20_000 });
    const { error } = await failureOf(producer.send({ topic: "sizes", value: "x".repeat(30_000) }));
    expect(error).toBeInstanceOf(RecordTooLargeError);
    await producer.close();
  });

  test("a record that only the broker finds too large: its MESSAGE_TOO_LARGE, and the producer goes on", async () => {
    const producer = new KafkaProducer({ bootstrapServers: kafka().bootstrapServers, acks: "all" });
    const { error } = await failureOf(producer.send({ topic: "sizes", value: "x".repeat(15_000) }));
    expect(error).toBeInstanceOf(BrokerError);
    expect(error).toMatchObject({ code: "MESSAGE_TOO_LARGE", errorCode: ErrorCode.MESSAGE_TOO_LARGE });
    const { topic, offset } = await producer.send({ topic: "sizes", value: "small" });
    expect({ topic, offset }).toEqual({ topic: "sizes", offset: 0n });
    await producer.close();
  });

  test("a closed producer: ProducerClosedError at once", async () => {
    const producer = new KafkaProducer({ bootstrapServers: kafka().bootstrapServers });
    await producer.close();
    const { error, afterMs } = await failureOf(producer.send({ topic: "sizes", value: "x" }));
    expect(error).toBeInstanceOf(ProducerClosedError);
    expect(afterMs).toBeLessThan(100);
  });

  test("a failure that nobody looks at is no unhandled rejection", async () => {
    const producer = new KafkaProducer({ bootstrapServers: kafka().bootstrapServers, maxBlockMs: 200 });
    void producer.send({ topic: "no-such-topic", value: "x" });
    void producer.send({ topic: "sizes", value: "x".repeat(2_000_000) });
    await producer.close();
    void producer.send({ topic: "sizes", value: "x" });
    await new Promise((resolve) => setTimeout(resolve, 500));
  });
});

const unhandled: unknown[] = [];
const collect = (reason: unknown): void => void unhandled.push(reason);
beforeAll(() => void process.on("unhandledRejection", collect));
afterAll(() => {
  process.off("unhandledRejection", collect);
  expect(unhandled, "unhandled rejections while the tests above ran").toEqual([]);
});

async function failureOf(future: Promise<unknown>): Promise<{ error: unknown; afterMs: number }> {
  const startedAt = performance.now();
  const error = await future.then(
    () => new Error("it succeeded"),
    (reason: unknown) => reason,
  );
  return { error, afterMs: performance.now() - startedAt };
}
