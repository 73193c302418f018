/** Bugs that the simulation found, told again in a few lines each, so that they stay away. */
import { cutResponse, type DevCluster, delay, failAfterwardsWith, failWith, inTurn, once, times } from "@k/dev-broker";
import { EndTxn, ErrorCode, Produce } from "@k/protocol";
import { expect, test } from "vitest";
import { TransactionAbortableError } from "../src/index.js";
import { clockOf, numbers, passing, producerOf, startCluster, valuesIn } from "./cluster.js";

async function transactional(cluster: DevCluster, options: Parameters<typeof producerOf>[1] = {}) {
  const producer = producerOf(cluster, { transactionalId: "tx", batchSize: 0, requestTimeoutMs: 200, ...options });
  await producer.initTransactions();
  return producer;
}

test("a buffer is not reused while the codec still writes to it", async () => {
  const cluster = await startCluster();
  const clock = clockOf(cluster);
  const producer = await transactional(cluster, {
    batchSize: 16_384,
    compressionType: "gzip",
    closeBatch: (records) =>
      new Promise((resolve) => {
        clock.setTimer(() => resolve(records.close()), 30);
      }),
  });
  producer.beginTransaction();
  void producer.send({ topic: "t", value: "dropped ".repeat(200) });
  await passing(cluster, 60);
  await producer.abortTransaction();
  producer.beginTransaction();
  for (const value of numbers(50)) void producer.send({ topic: "t", value });
  await passing(cluster, 10);
  await producer.commitTransaction();
  expect(valuesIn(cluster, "t").filter((value) => !value.startsWith("dropped"))).toEqual(numbers(50));
});

test("an abort that drops a batch which was sent before goes on under another epoch", async () => {
  const cluster = await startCluster({ version: "3.9" });
  const producer = await transactional(cluster);
  producer.beginTransaction();
  await producer.send({ topic: "t", value: "a" });
  cluster.intercept(Produce, failWith(ErrorCode.NOT_ENOUGH_REPLICAS), { when: once() });
  void producer.send({ topic: "t", value: "b" });
  // Refused once, and resting until its retry.
  await passing(cluster, 50);
  await producer.abortTransaction();
  producer.beginTransaction();
  await producer.send({ topic: "t", value: "c" });
  await producer.commitTransaction();
  expect(cluster.log("t").batches.at(-1)).toMatchObject({ control: true, aborts: false });
});

test("a retry travels alone, so that the broker still remembers the first copy", async () => {
  const cluster = await startCluster({ networkLatencyMs: 5, replicationLagMs: 1 });
  const producer = producerOf(cluster, { enableIdempotence: true, batchSize: 0 });
  await producer.send({ topic: "t", value: "first" });
  const doubt = failAfterwardsWith(ErrorCode.NOT_ENOUGH_REPLICAS_AFTER_APPEND);
  const pass = undefined;
  // In the log and in doubt; four more behind it; its retry is recognized, and the answer is lost again.
  cluster.intercept(Produce, inTurn(doubt, pass, pass, pass, pass, cutResponse(10)), { when: times(6) });
  await Promise.all(numbers(20).map((value) => producer.send({ topic: "t", value })));
  expect(valuesIn(cluster, "t")).toEqual(["first", ...numbers(20)]);
});

test("a commit fails when a close fails its records", async () => {
  const cluster = await startCluster({ brokerSessionTimeoutMs: 60_000 });
  const leader = (cluster.coordinatorOf("tx") + 1) % 3;
  cluster.createTopic("t", { assignments: [[leader]] });
  const producer = await transactional(cluster);
  await producer.partitionsFor("t");
  cluster.brokers[leader]?.pause();
  producer.beginTransaction();
  const record = producer.send({ topic: "t", value: "a" });
  const commit = producer.commitTransaction();
  const outcomes = Promise.allSettled([record, commit]);
  await producer.close({ timeoutMs: 0 });
  expect(await outcomes).toMatchObject([{ status: "rejected" }, { status: "rejected" }]);
});

test("an EndTxn that arrives late does not end the next transaction, in the first protocol either (KAFKA-17754)", async () => {
  const cluster = await startCluster({ version: "3.9" });
  const producer = await transactional(cluster);
  producer.beginTransaction();
  await producer.send({ topic: "t", value: "a" });
  const late = cluster.intercept(EndTxn, delay(800), { when: once() });
  await producer.commitTransaction();
  producer.beginTransaction();
  await producer.send({ topic: "t", value: "b" });
  await passing(cluster, 1000);
  expect(late.hits).toBe(1);
  expect(cluster.log("t").batches.filter(({ control }) => control)).toMatchObject([{ aborts: false }]);
  await producer.abortTransaction();
  expect(cluster.log("t").batches.at(-1)).toMatchObject({ control: true, aborts: true });
});

test("an abort waits for what is on the wire, though it was given up: the next transaction would commit it", async () => {
  const cluster = await startCluster({ version: "2.8" });
  const producer = await transactional(cluster, {
    requestTimeoutMs: 1000,
    deliveryTimeoutMs: 1000,
    retryBackoffMs: 600,
  });
  producer.beginTransaction();
  await producer.send({ topic: "t", value: "a" });
  // Refused once, and then so slow that it expires on the wire.
  const refuse = failWith(ErrorCode.NOT_ENOUGH_REPLICAS);
  cluster.intercept(Produce, inTurn(refuse, delay(700)), { when: times(2) });
  await expect(producer.send({ topic: "t", value: "late" })).rejects.toMatchObject({ code: "DELIVERY_TIMEOUT" });
  await producer.abortTransaction();
  producer.beginTransaction();
  await producer.send({ topic: "t", value: "b" });
  await passing(cluster, 1000);
  await producer.commitTransaction();
  const kinds = cluster
    .log("t")
    .batches.map(({ control, aborts }) => (control ? (aborts ? "abort" : "commit") : "data"));
  expect(kinds).toEqual(["data", "data", "abort", "data", "commit"]);
});

test("a record that is refused spoils its transaction, as one that fails does", async () => {
  const cluster = await startCluster();
  const producer = await transactional(cluster, { maxRequestSize: 1000 });
  producer.beginTransaction();
  void producer.send({ topic: "t", value: "a" });
  await expect(producer.send({ topic: "t", value: "x".repeat(2000) })).rejects.toMatchObject({
    code: "RECORD_TOO_LARGE",
  });
  await expect(producer.commitTransaction()).rejects.toBeInstanceOf(TransactionAbortableError);
  await producer.abortTransaction();
});

test("a leader that loses the lead while it waits for its replicas may have appended", async () => {
  const cluster = await startCluster({ replicationLagMs: 100 });
  cluster.createTopic("t", { assignments: [[0, 1, 2]] });
  const producer = producerOf(cluster, { acks: "all", retries: 0 });
  const record = producer.send({ topic: "t", value: "a" }).catch((error: unknown) => error);
  await passing(cluster, 50);
  // To itself, in a new epoch: what it has appended stays.
  cluster.moveLeader("t", 0, 0);
  expect(await record).toMatchObject({
    code: "NOT_LEADER_OR_FOLLOWER",
    delivery: { persistence: "possiblyPersisted" },
  });
  expect(valuesIn(cluster, "t")).toEqual(["a"]);
});
