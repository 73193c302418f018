import { KafkaProducer } from "@k/producer";
import { describe, expect, test } from "vitest";
import { auditByConsumer, auditByDump, sendNumbered } from "../src/numbered/index.js";
import { useKafka } from "../src/use-kafka.js";

const count = 300_000;
const partitions = 3;
const allKept = {
  missing: 0,
  misplaced: 0,
  unknown: 0,
  falselyNotPersisted: 0,
  duplicates: 0,
  reordered: 0,
  examples: [],
};

describe("one broker in good weather", () => {
  const kafka = useKafka({ properties: { "auto.create.topics.enable": false } });

  test.each([0, 1, "all"] as const)(`acks=%s: ${count} records are what Kafka's own tools read`, async (acks) => {
    const topic = `acks-${acks}`;
    await kafka().createTopic(topic, { partitions });
    const producer = new KafkaProducer({ bootstrapServers: kafka().bootstrapServers, acks, lingerMs: 5 });
    const ledger = await sendNumbered(producer, topic, { count });
    await producer.close();

    expect(Object.fromEntries(ledger.errors)).toEqual({});
    expect(ledger.acknowledgedCount).toBe(count);
    // With acks=0 the last records may still be on their way when close() resolves.
    const auditLog = () => auditByDump(kafka(), topic, ledger);
    if (acks === 0) await expect.poll(auditLog, { timeout: 60_000, interval: 2_000 }).toEqual(allKept);
    else expect(await auditLog()).toEqual(allKept);
    expect(await auditByConsumer(kafka(), topic, ledger)).toEqual(allKept);
  });
});

describe("a broker that restarts in mid-stream", () => {
  const kafka = useKafka({});

  test.each(["SIGTERM", "SIGKILL"] as const)(
    "%s, acks=all and retries: nothing acknowledged is missing",
    async (signal) => {
      const topic = `restart-${signal}`;
      await kafka().createTopic(topic, { partitions });
      const [broker] = kafka().brokers;
      const producer = new KafkaProducer({
        bootstrapServers: kafka().bootstrapServers,
        acks: "all",
        retries: 1_000_000,
        maxInFlightRequestsPerConnection: 1,
        lingerMs: 5,
      });
      const restart = async (): Promise<void> => {
        await new Promise((resolve) => setTimeout(resolve, 2_000));
        await broker!.stop(signal);
        await broker!.start();
      };
      const [ledger] = await Promise.all([
        sendNumbered(producer, topic, { count: 100_000, perSecond: 20_000 }),
        restart(),
      ]);
      await producer.close();

      expect(Object.fromEntries(ledger.errors)).toEqual({});
      const findings = await auditByConsumer(kafka(), topic, ledger);
      // A retry after a lost answer may write a batch twice without idempotence; nothing else is excused.
      expect({ ...findings, duplicates: 0, examples: [] }).toEqual(allKept);
    },
  );
});
