import { KafkaProducer } from "@k/producer";
import { expect, test } from "vitest";
import { auditByConsumer, type Kill, sendNumbered, unexcused } from "../src/numbered/index.js";
import { useKafka } from "../src/use-kafka.js";
import { during, restartBrokers } from "../src/weather/index.js";

const count = 250_000;
const cluster = useKafka({
  brokers: 3,
  // Leaders change when one is killed, and never otherwise: so it is known who acknowledged what.
  properties: { "auto.leader.rebalance.enable": false },
});

test(`acks 1 and no retries as of old, ${count} records, brokers killed (-9): every failure is reported as one`, async () => {
  const kafka = cluster();
  const topic = "as-of-old";
  await kafka.createTopic(topic, { partitions: 6, replicationFactor: 3 });
  const producer = new KafkaProducer({
    bootstrapServers: kafka.bootstrapServers,
    acks: 1,
    retries: 0,
    // Shorter than it takes until others lead, so that records also fail that no broker has seen.
    requestTimeoutMs: 3_000,
    deliveryTimeoutMs: 4_000,
  });
  const kills: Kill[] = [];
  const sending = sendNumbered(producer, topic, { count, perSecond: 6_000 });
  const ledger = await during(sending, async (over) => {
    await restartBrokers(kafka, "SIGKILL", over, async (broker) => {
      const partitions = await kafka.partitionsLedBy(topic, broker);
      kills.push({ atMs: performance.now(), partitions });
    });
  }).finally(() => producer.close());

  const audit = ledger.audit();
  const findings = await auditByConsumer(kafka, topic, ledger, audit);
  const { missing } = findings;
  const led = kills.map(({ partitions }) => partitions.length);
  const failed = count - ledger.acknowledgedCount;
  console.info(
    `${count} records, kills of leaders of ${led} partitions: ${failed} failed, ${missing} acknowledged by the killed and lost`,
    Object.fromEntries(ledger.errors),
  );
  expect(led.filter((partitions) => partitions > 0).length).toBeGreaterThanOrEqual(2);
  expect(ledger.unsettledCount).toBe(0);
  const errors = [...ledger.errors.keys()];
  expect(errors.some((error) => error.includes("possiblyPersisted"))).toBe(true);
  expect(errors.some((error) => error.includes("notPersisted"))).toBe(true);
  // None that failed as notPersisted is there, none is there twice, out of order, or elsewhere than promised …
  const nothing = { misplaced: 0, unknown: 0, falselyNotPersisted: 0, duplicates: 0, reordered: 0 };
  expect(findings).toMatchObject(nothing);
  // … and what is missing was the last that a leader acknowledged before it was killed.
  expect(unexcused(audit.acknowledged(), kills)).toEqual([]);
}, 400_000);
