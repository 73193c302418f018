/** What connections do, as a producer counts it, and what it does when metadata is silent about one of them. */
import { changeResponse, once } from "@k/dev-broker";
import { Metadata } from "@k/protocol";
import { expect, test } from "vitest";
import type { KafkaProducer } from "../src/index.js";
import { clockOf, passing, producerOf, startCluster } from "./cluster.js";

const counted = (producer: KafkaProducer) => producer.metrics()["producer-metrics"];

test("the bootstrap connection that becomes the broker's own is one connection", async () => {
  const cluster = await startCluster({ brokers: 1 });
  const producer = producerOf(cluster);
  await producer.send({ topic: "t", value: "x" });
  expect(cluster.brokers[0]?.connectionCount).toBe(1);
  expect(counted(producer)).toMatchObject({
    "connection-count": 1,
    "connection-creation-total": 1,
    "connection-close-total": 0,
    "request-total": 1,
    "response-total": 1,
    "successful-authentication-total": 0,
  });
  const bytes = Number(counted(producer)?.["incoming-byte-total"]);
  expect(bytes).toBeGreaterThan(40);
  expect(producer.metrics()["producer-node-metrics.node-0"]).toMatchObject({ "incoming-byte-total": bytes });
  await producer.close();
  expect(counted(producer)).toMatchObject({ "connection-count": 0, "connection-close-total": 1 });
});

test("sessions that are renewed are counted, with the time that it took", async () => {
  const sasl = { users: { alice: "s3cret" }, maxReauthMs: 10_000 };
  const cluster = await startCluster({ brokers: 1, listeners: [{ securityProtocol: "SASL_PLAINTEXT", sasl }] });
  const producer = producerOf(cluster, {
    securityProtocol: "SASL_PLAINTEXT",
    saslMechanism: "PLAIN",
    saslPlainUsername: "alice",
    saslPlainPassword: "s3cret",
    logger: { debug() {}, info() {}, warn() {}, error() {} },
    random: () => 0,
  });
  await producer.send({ topic: "t", value: "x" });
  await passing(cluster, 9_000);
  await producer.send({ topic: "t", value: "y" });
  expect(counted(producer)).toMatchObject({
    "connection-count": 1,
    "successful-authentication-total": 1,
    "successful-reauthentication-total": 1,
    "failed-reauthentication-total": 0,
  });
  expect(counted(producer)?.["reauthentication-latency-max"]).toBeGreaterThanOrEqual(0);
});

test("a leader that one metadata answer forgot is asked for again, and delays a record by no more than that", async () => {
  const cluster = await startCluster({ brokers: 2 });
  cluster.createTopic("t", { partitions: 1 });
  const { leaderId } = cluster.log("t");
  cluster.intercept(
    Metadata,
    changeResponse((response) => ({
      ...response,
      brokers: response.brokers.filter(({ nodeId }) => nodeId !== leaderId),
    })),
    { when: once() },
  );
  const producer = producerOf(cluster, { enableIdempotence: true });
  const startMs = clockOf(cluster).now();
  await producer.send({ topic: "t", value: "x" });
  expect(clockOf(cluster).now() - startMs).toBeLessThan(2_000);
});
