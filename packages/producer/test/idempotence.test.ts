import {
  closeAfter,
  failWith,
  type Interceptor,
  inTurn,
  loseRequest,
  loseResponse,
  nth,
  once,
  times,
} from "@k/dev-broker";
import { ErrorCode, Produce } from "@k/protocol";
import { describe, expect, test } from "vitest";
import { deliveryOf } from "../src/index.js";
import { numbers, passing, producerOf, startCluster, valuesIn } from "./cluster.js";

const durable = { enableIdempotence: true, batchSize: 300, requestTimeoutMs: 300, deliveryTimeoutMs: 20_000 };

async function deliver(fault: Interceptor, when = nth(3), options: Parameters<typeof producerOf>[1] = {}) {
  const cluster = await startCluster();
  cluster.intercept(Produce, fault, { when });
  const producer = producerOf(cluster, { ...durable, ...options });
  const results = await Promise.all(numbers(400).map((value) => producer.send({ topic: "t", value })));
  return { cluster, producer, results, values: valuesIn(cluster, "t") };
}

describe("exactly once, in order", () => {
  test.each([
    ["without faults", failWith(ErrorCode.NONE), times(0)],
    ["when a response is lost after the append", closeAfter(), nth(2)],
    ["when the first response is lost", closeAfter(), nth(1)],
    ["when five responses in a row are lost", closeAfter(), times(5)],
    ["when a request is lost", loseRequest(), nth(3)],
    ["when a response never comes", loseResponse(), nth(3)],
    ["when the leader refuses the first batch (KAFKA-14359)", failWith(ErrorCode.NOT_LEADER_OR_FOLLOWER), nth(1)],
    ["when the leader refuses a later batch", failWith(ErrorCode.NOT_ENOUGH_REPLICAS), nth(4)],
    ["when replicas lag", failWith(ErrorCode.NOT_ENOUGH_REPLICAS_AFTER_APPEND), nth(2)],
    ["when a batch is too large", failWith(ErrorCode.MESSAGE_TOO_LARGE), nth(2)],
    ["when the broker does not know the producer", failWith(ErrorCode.UNKNOWN_PRODUCER_ID), nth(2)],
    ["when sequences are out of order", failWith(ErrorCode.OUT_OF_ORDER_SEQUENCE_NUMBER), nth(3)],
  ] as const)("%s", async (_, fault, when) => {
    const { values, results } = await deliver(fault, when);
    expect(values).toEqual(numbers(400));
    expect(results.every(({ offset }, index) => offset === BigInt(index) || offset === -1n)).toBe(true);
  });

  test("through a mixture of faults", async () => {
    const { values } = await deliver(
      inTurn(
        failWith(ErrorCode.NOT_LEADER_OR_FOLLOWER),
        undefined,
        closeAfter(),
        undefined,
        undefined,
        loseRequest(),
        failWith(ErrorCode.REQUEST_TIMED_OUT),
      ),
      times(14),
    );
    expect(values).toEqual(numbers(400));
  });

  test("while the leader moves", async () => {
    const cluster = await startCluster();
    cluster.createTopic("t", { partitions: 1, replicationFactor: 3 });
    const producer = producerOf(cluster, { ...durable, acks: "all" });
    const sent = [];
    for (let round = 0; round < 8; round++) {
      sent.push(...numbers(50).map((value) => producer.send({ topic: "t", value: `${round}-${value}` })));
      cluster.moveLeader("t", 0, round % 3);
      await passing(cluster, 10);
    }
    await Promise.all(sent);
    expect(valuesIn(cluster, "t")).toEqual(
      Array.from({ length: 8 }, (_, round) => numbers(50).map((value) => `${round}-${value}`)).flat(),
    );
  });
});

test("a record that fails for good leaves no hole: what follows is numbered anew", async () => {
  const cluster = await startCluster();
  cluster.intercept(Produce, failWith(ErrorCode.INVALID_RECORD), { when: nth(2) });
  const producer = producerOf(cluster, durable);
  const outcomes = await Promise.allSettled(numbers(400).map((value) => producer.send({ topic: "t", value })));
  const delivered = numbers(400).filter((_, index) => outcomes[index]?.status === "fulfilled");
  expect(delivered.length).toBeGreaterThan(300);
  expect(delivered.length).toBeLessThan(400);
  expect(valuesIn(cluster, "t")).toEqual(delivered);
});

test("a batch that expires in flight is possibly persisted, and what follows is delivered once", async () => {
  const cluster = await startCluster();
  const producer = producerOf(cluster, {
    ...durable,
    retryBackoffMs: 5,
    reconnectBackoffMs: 5,
    requestTimeoutMs: 250,
    deliveryTimeoutMs: 300,
  });
  await producer.send({ topic: "t", value: "first" });
  cluster.intercept(Produce, loseResponse(), { when: times(2) });
  const error = await producer.send({ topic: "t", value: "lost" }).catch((reason: unknown) => reason);
  expect(deliveryOf(error)?.persistence).toBe("possiblyPersisted");
  for (const value of ["a", "b", "c"]) await producer.send({ topic: "t", value });
  expect(valuesIn(cluster, "t").filter((value) => value !== "lost")).toEqual(["first", "a", "b", "c"]);
});

test("the producer id is asked for again when the coordinator is not ready", async () => {
  const { InitProducerId } = await import("@k/protocol");
  const cluster = await startCluster();
  cluster.intercept(InitProducerId, failWith(ErrorCode.COORDINATOR_LOAD_IN_PROGRESS), { when: times(3) });
  const producer = producerOf(cluster, durable);
  await producer.send({ topic: "t", value: "v" });
  expect(valuesIn(cluster, "t")).toEqual(["v"]);
});

test("an authorization that is missing fails all sends, at once and later", async () => {
  const { InitProducerId } = await import("@k/protocol");
  const cluster = await startCluster();
  cluster.intercept(InitProducerId, failWith(ErrorCode.CLUSTER_AUTHORIZATION_FAILED), { when: once() });
  const producer = producerOf(cluster, durable);
  await expect(producer.send({ topic: "t" })).rejects.toMatchObject({ code: "CLUSTER_AUTHORIZATION_FAILED" });
  await expect(producer.send({ topic: "t" })).rejects.toMatchObject({ code: "CLUSTER_AUTHORIZATION_FAILED" });
});

test("a batch whose first answer was lost is not split: its pieces would be new to the broker", async () => {
  const cluster = await startCluster();
  const producer = producerOf(cluster, { ...durable, batchSize: 16_384 });
  await producer.send({ topic: "t", value: "first" });
  cluster.intercept(Produce, inTurn(closeAfter(), failWith(ErrorCode.MESSAGE_TOO_LARGE)), { when: times(2) });
  const sent = numbers(8).map((value) => producer.send({ topic: "t", value }));
  await producer.flush();
  expect(deliveryOf(sent[0]?.exception())?.persistence).toBe("possiblyPersisted");
  await producer.send({ topic: "t", value: "last" });
  expect(valuesIn(cluster, "t")).toEqual(["first", ...numbers(8), "last"]);
});
