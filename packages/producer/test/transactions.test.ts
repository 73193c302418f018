import { IllegalStateError } from "@k/client";
import {
  changeResponse,
  closeAfter,
  type DevCluster,
  failAfterwardsWith,
  failWith,
  loseRequest,
  loseResponse,
  nth,
  once,
  replaceResponse,
  times,
} from "@k/dev-broker";
import {
  AddPartitionsToTxn,
  ApiVersions,
  EndTxn,
  ErrorCode,
  FindCoordinator,
  InitProducerId,
  Produce,
  TxnOffsetCommit,
} from "@k/protocol";
import { readRecords } from "@k/records";
import { describe, expect, test } from "vitest";
import { deliveryOf, ProducerFencedError, TransactionAbortableError } from "../src/index.js";
import { clockOf, numbers, passing, producerOf, startCluster } from "./cluster.js";

const protocols = [
  ["the first protocol", "3.9"],
  ["the second protocol (KIP-890)", "4.1"],
] as const;

/** What a read-committed consumer sees of a partition. */
function committed(cluster: DevCluster, topic = "t", partition = 0): string[] {
  const open = new Map<number, string[]>();
  const seen: string[] = [];
  for (const { bytes, producerId, control, aborts, transactional } of cluster.log(topic, partition).batches) {
    if (control) {
      if (!aborts) seen.push(...(open.get(producerId) ?? []));
      open.delete(producerId);
      continue;
    }
    const values = Array.from(readRecords(bytes), ({ value }) => Buffer.from(value ?? []).toString());
    if (transactional) open.set(producerId, [...(open.get(producerId) ?? []), ...values]);
    else seen.push(...values);
  }
  return seen;
}

describe.each(protocols)("transactions in %s", (_, version) => {
  async function start(options: Parameters<typeof producerOf>[1] = {}) {
    const cluster = await startCluster({ version });
    const producer = producerOf(cluster, { transactionalId: "tx", batchSize: 300, requestTimeoutMs: 2000, ...options });
    await producer.initTransactions();
    const sendAll = (values: readonly string[]) => {
      for (const value of values) void producer.send({ topic: "t", value });
    };
    return { cluster, producer, sendAll };
  }

  test("what is committed is seen, what is aborted is not", async () => {
    const { cluster, producer, sendAll } = await start();
    producer.beginTransaction();
    sendAll(["a", "b"]);
    await producer.commitTransaction();
    producer.beginTransaction();
    sendAll(["c", "d"]);
    await producer.flush();
    await producer.abortTransaction();
    producer.beginTransaction();
    sendAll(["e"]);
    await producer.commitTransaction();
    expect(committed(cluster)).toEqual(["a", "b", "e"]);
  });

  test("a transaction that wrote nothing ends without a word to the coordinator", async () => {
    const { cluster, producer } = await start();
    const ends = cluster.intercept(EndTxn, failWith(ErrorCode.NONE), { when: times(0) });
    producer.beginTransaction();
    await producer.commitTransaction();
    producer.beginTransaction();
    await producer.abortTransaction();
    expect(ends.hits).toBe(0);
  });

  test("transaction() commits what is fulfilled and aborts what is rejected", async () => {
    const { cluster, producer } = await start();
    const result = await producer.transaction(async (tx) => {
      await tx.send({ topic: "t", value: "kept" });
      return 42;
    });
    expect(result).toBe(42);
    const failure = new Error("no");
    await expect(
      producer.transaction(async (tx) => {
        await tx.send({ topic: "t", value: "dropped" });
        throw failure;
      }),
    ).rejects.toBe(failure);
    expect(committed(cluster)).toEqual(["kept"]);
  });

  test("faults on the way change nothing", async () => {
    const { cluster, producer, sendAll } = await start();
    cluster.intercept(AddPartitionsToTxn, failWith(ErrorCode.CONCURRENT_TRANSACTIONS), { when: times(2) });
    cluster.intercept(Produce, closeAfter(), { when: nth(2) });
    cluster.intercept(EndTxn, closeAfter(), { when: once() });
    cluster.intercept(EndTxn, failWith(ErrorCode.NOT_COORDINATOR), { when: nth(3) });
    for (let round = 0; round < 4; round++) {
      producer.beginTransaction();
      sendAll(numbers(60).map((value) => `${round}-${value}`));
      if (round % 2 === 0) await producer.commitTransaction();
      else await producer.abortTransaction();
    }
    expect(committed(cluster)).toEqual([0, 2].flatMap((round) => numbers(60).map((value) => `${round}-${value}`)));
  });

  test("a record that fails makes commit fail, and abort makes the next transaction whole", async () => {
    const { cluster, producer, sendAll } = await start();
    cluster.intercept(Produce, failWith(ErrorCode.INVALID_RECORD), { when: once() });
    producer.beginTransaction();
    sendAll(["bad"]);
    await expect(producer.commitTransaction()).rejects.toBeInstanceOf(TransactionAbortableError);
    await expect(producer.send({ topic: "t" })).rejects.toBeInstanceOf(TransactionAbortableError);
    await producer.abortTransaction();
    producer.beginTransaction();
    sendAll(["good"]);
    await producer.commitTransaction();
    expect(committed(cluster)).toEqual(["good"]);
  });

  test("a send that comes while the transaction is committed fails alone", async () => {
    const { cluster, producer, sendAll } = await start();
    producer.beginTransaction();
    sendAll(["a"]);
    const commit = producer.commitTransaction();
    await expect(producer.send({ topic: "t", value: "late" })).rejects.toThrow(IllegalStateError);
    await commit;
    expect(committed(cluster)).toEqual(["a"]);
  });

  test("sequences that are out of order make it abortable, never silently wrong", async () => {
    const { cluster, producer, sendAll } = await start();
    cluster.intercept(Produce, failWith(ErrorCode.OUT_OF_ORDER_SEQUENCE_NUMBER), { when: nth(1) });
    producer.beginTransaction();
    sendAll(["x"]);
    await expect(producer.commitTransaction()).rejects.toBeInstanceOf(TransactionAbortableError);
    await producer.abortTransaction();
    producer.beginTransaction();
    sendAll(["y"]);
    await producer.commitTransaction();
    expect(committed(cluster)).toEqual(["y"]);
  });

  test("a newer producer fences the older one", async () => {
    const { cluster, producer, sendAll } = await start();
    producer.beginTransaction();
    sendAll(["old"]);
    await producer.flush();
    const newer = producerOf(cluster, { transactionalId: "tx" });
    await newer.initTransactions();
    await expect(producer.commitTransaction()).rejects.toMatchObject({
      code: expect.stringMatching(/FENCED|EPOCH|ABORTABLE/),
    });
    newer.beginTransaction();
    await newer.send({ topic: "t", value: "new" });
    await newer.commitTransaction();
    expect(committed(cluster)).toEqual(["new"]);
    await producer.abortTransaction().catch(() => {});
    await expect(producer.send({ topic: "t" })).rejects.toBeInstanceOf(ProducerFencedError);
  });

  test("offsets of a consumer group are committed with the transaction, and only with it", async () => {
    const { cluster, producer } = await start();
    cluster.intercept(TxnOffsetCommit, failWith(ErrorCode.COORDINATOR_LOAD_IN_PROGRESS), { when: once() });
    producer.beginTransaction();
    await producer.sendOffsetsToTransaction([{ topic: "in", partition: 0, offset: 7 }], { groupId: "g" });
    await producer.abortTransaction();
    expect(cluster.committedOffsets("g").size).toBe(0);
    producer.beginTransaction();
    await producer.sendOffsetsToTransaction([{ topic: "in", partition: 0, offset: 9n, metadata: "m" }], {
      groupId: "g",
    });
    await producer.commitTransaction();
    expect([...cluster.committedOffsets("g").values()]).toMatchObject([{ offset: 9n }]);
  });

  test("a call that timed out is repeated until it is done", async () => {
    const { cluster, producer, sendAll } = await start({ maxBlockMs: 500 });
    producer.beginTransaction();
    sendAll(["slow"]);
    await producer.flush();
    const fault = cluster.intercept(EndTxn, failWith(ErrorCode.COORDINATOR_LOAD_IN_PROGRESS));
    await expect(producer.commitTransaction()).rejects.toMatchObject({ code: "TIMEOUT" });
    await expect(producer.abortTransaction()).rejects.toBeInstanceOf(IllegalStateError);
    fault.remove();
    await producer.commitTransaction();
    expect(committed(cluster)).toEqual(["slow"]);
  });

  test("close aborts what is open", async () => {
    const { cluster, producer, sendAll } = await start();
    producer.beginTransaction();
    sendAll(["open"]);
    await producer.flush();
    await producer.close();
    expect(committed(cluster)).toEqual([]);
    expect(cluster.log("t").lastStableOffset).toBe(cluster.log("t").endOffset);
  });

  test("a transaction that outlives its timeout is aborted by the coordinator, and the producer learns of it", async () => {
    const { cluster, producer, sendAll } = await start({ transactionTimeoutMs: 5000 });
    producer.beginTransaction();
    sendAll(["late"]);
    await producer.flush();
    await passing(cluster, 60_000);
    // The second protocol tells a timeout from another producer: an abort, and on it goes.
    const goesOn = version === "4.1";
    const error = goesOn ? TransactionAbortableError : ProducerFencedError;
    await expect(producer.commitTransaction()).rejects.toBeInstanceOf(error);
    expect(committed(cluster)).toEqual([]);
    if (!goesOn) return;
    await producer.abortTransaction();
    producer.beginTransaction();
    sendAll(["next"]);
    await producer.commitTransaction();
    expect(committed(cluster)).toEqual(["next"]);
  });

  test("a commit that comes when the transaction is over already leaves an abort, and the next one works", async () => {
    const { cluster, producer, sendAll } = await start();
    // What Kafka 4.x says after it has aborted a transaction that took too long.
    cluster.intercept(EndTxn, failWith(ErrorCode.INVALID_TXN_STATE), { when: once() });
    producer.beginTransaction();
    sendAll(["late"]);
    await expect(producer.commitTransaction()).rejects.toBeInstanceOf(TransactionAbortableError);
    await producer.abortTransaction();
    producer.beginTransaction();
    sendAll(["next"]);
    await producer.commitTransaction();
    expect(committed(cluster)).toEqual(["next"]);
  });
});

describe("a transactional producer", () => {
  test("needs its calls in their order", async () => {
    const cluster = await startCluster();
    const producer = producerOf(cluster, { transactionalId: "tx" });
    expect(() => producer.beginTransaction()).toThrow(IllegalStateError);
    await expect(producer.send({ topic: "t" })).rejects.toBeInstanceOf(IllegalStateError);
    await producer.initTransactions();
    await expect(producer.commitTransaction()).rejects.toBeInstanceOf(IllegalStateError);
    producer.beginTransaction();
    expect(() => producer.beginTransaction()).toThrow(IllegalStateError);
    await producer.abortTransaction();
  });

  test("may repeat initTransactions after an authorization that was refused", async () => {
    const cluster = await startCluster();
    cluster.intercept(InitProducerId, failWith(ErrorCode.TRANSACTIONAL_ID_AUTHORIZATION_FAILED), { when: once() });
    const producer = producerOf(cluster, { transactionalId: "tx" });
    await expect(producer.initTransactions()).rejects.toMatchObject({
      cause: { code: "TRANSACTIONAL_ID_AUTHORIZATION_FAILED" },
    });
    await producer.initTransactions();
    producer.beginTransaction();
    await producer.send({ topic: "t" });
    await producer.commitTransaction();
  });

  test("has no transactions without a transactionalId", async () => {
    const cluster = await startCluster();
    await expect(producerOf(cluster).initTransactions()).rejects.toBeInstanceOf(IllegalStateError);
  });

  test("an abort fails what was not sent, and says that it was not", async () => {
    const cluster = await startCluster();
    const producer = producerOf(cluster, { transactionalId: "tx", requestTimeoutMs: 1000 });
    await producer.initTransactions();
    producer.beginTransaction();
    await producer.send({ topic: "t" });
    cluster.intercept(Produce, loseResponse(), { when: times(1) });
    const inFlight = producer.send({ topic: "t", value: "in flight" });
    await passing(cluster, 10);
    const queued = producer.send({ topic: "t", value: "queued" });
    await producer.abortTransaction();
    await expect(queued).rejects.toBeInstanceOf(TransactionAbortableError);
    expect(deliveryOf(queued.exception())?.persistence ?? "notPersisted").toBe("notPersisted");
    expect(inFlight.isDone()).toBe(true);
  });
});

/** A frame that is too short to be an answer to anything. */
const UNREADABLE = new Uint8Array([0, 0, 0, 1, 255, 255]);

describe.each(protocols)("an answer that cannot be read, in %s", (_, version) => {
  test.each([
    ["InitProducerId", InitProducerId],
    ["AddPartitionsToTxn", AddPartitionsToTxn],
    ["TxnOffsetCommit", TxnOffsetCommit],
    ["EndTxn", EndTxn],
    ["FindCoordinator", FindCoordinator],
  ])("to %s counts as lost", async (_name, api) => {
    const cluster = await startCluster({ version });
    const fault = cluster.intercept(api, replaceResponse(UNREADABLE), { when: once() });
    const producer = producerOf(cluster, { transactionalId: "tx" });
    await producer.initTransactions();
    for (const value of ["a", "b"]) {
      await producer.transaction(async (tx) => {
        await tx.send({ topic: "t", value });
        await tx.sendOffsetsToTransaction([{ topic: "in", partition: 0, offset: 1 }], { groupId: "g" });
      });
    }
    expect(fault.hits).toBe(api === AddPartitionsToTxn && version === "4.1" ? 0 : 1);
    expect(committed(cluster)).toEqual(["a", "b"]);
  });

  test("to a producer without transactions either", async () => {
    const cluster = await startCluster({ version });
    cluster.intercept(InitProducerId, replaceResponse(UNREADABLE), { when: once() });
    const producer = producerOf(cluster, { enableIdempotence: true });
    await producer.send({ topic: "t", value: "a" });
    expect(committed(cluster)).toEqual(["a"]);
  });
});

test("a request that cannot be written is not tried again", async () => {
  const cluster = await startCluster();
  const producer = producerOf(cluster, { transactionalId: "tx" });
  await producer.initTransactions();
  producer.beginTransaction();
  await expect(
    producer.sendOffsetsToTransaction([{ topic: "in", partition: 2 ** 40, offset: 1 }], { groupId: "g" }),
  ).rejects.toThrow("partitionIndex");
});

test("an unexpected error of the broker ends no producer that asks for its id", async () => {
  const cluster = await startCluster();
  cluster.intercept(InitProducerId, failWith(ErrorCode.UNKNOWN_SERVER_ERROR), { when: times(2) });
  const producer = producerOf(cluster, { enableIdempotence: true });
  await producer.send({ topic: "t", value: "a" });
  cluster.clearFaults();
  cluster.intercept(InitProducerId, failWith(ErrorCode.UNKNOWN_SERVER_ERROR), { when: times(2) });
  const transactional = producerOf(cluster, { transactionalId: "tx" });
  await transactional.initTransactions();
  expect(committed(cluster)).toEqual(["a"]);
});

describe("a coordinator", () => {
  test("that was found before any metadata came is not asked for a second time", async () => {
    const cluster = await startCluster();
    const finds = cluster.intercept(FindCoordinator, (_exchange, next) => next());
    for (let i = 0; i < 10; i++) await producerOf(cluster, { transactionalId: `tx-${i}` }).initTransactions();
    expect(finds.seen).toBe(10);
  });

  test("that is not in any metadata is asked for again, in the end", async () => {
    const cluster = await startCluster();
    const elsewhere = changeResponse<typeof FindCoordinator>((response) => ({
      ...response,
      coordinators: (response.coordinators ?? []).map((coordinator) => ({ ...coordinator, nodeId: 77 })),
    }));
    const finds = cluster.intercept(FindCoordinator, elsewhere, { when: once() });
    await producerOf(cluster, { transactionalId: "tx" }).initTransactions();
    expect(finds.seen).toBe(2);
  });

  test("that is about to finish the transaction before is asked again very soon", async () => {
    const cluster = await startCluster({ version: "3.9", transactionMarkerLagMs: 5 });
    const producer = producerOf(cluster, { transactionalId: "tx", retryBackoffMs: 1000, retryBackoffMaxMs: 1000 });
    await producer.initTransactions();
    const clock = clockOf(cluster);
    const startedMs = clock.now();
    for (let i = 0; i < 10; i++) await producer.transaction((tx) => tx.send({ topic: "t" }));
    expect(clock.now() - startedMs).toBeLessThan(1000);
  });
});

describe("a cluster that gets the second protocol (transaction.version 2) between two transactions", () => {
  async function start() {
    const cluster = await startCluster({ version: "4.1", transactionMarkerLagMs: 300 });
    const before = cluster.intercept(
      ApiVersions,
      changeResponse<typeof ApiVersions>((response) => ({ ...response, finalizedFeatures: [] })),
    );
    const producer = producerOf(cluster, { transactionalId: "tx" });
    await producer.initTransactions();
    const upgrade = async () => {
      before.remove();
      for (const broker of cluster.brokers) broker.closeConnections();
      // Noticed before the next request: one whose answer is lost would raise the epoch anyway.
      await passing(cluster, 200);
    };
    return { cluster, producer, upgrade };
  }

  test("takes no record of the second transaction for one of the first, whose marker is still under way", async () => {
    const { cluster, producer, upgrade } = await start();
    producer.beginTransaction();
    await producer.send({ topic: "t", value: "first" });
    await upgrade();
    // So that the coordinator is connected again, and has said what it can do, when the transaction ends.
    await producer.sendOffsetsToTransaction([{ topic: "in", partition: 0, offset: 1 }], { groupId: "g" });
    await producer.commitTransaction();
    producer.beginTransaction();
    await producer.send({ topic: "t", value: "second" });
    await producer.abortTransaction();
    await passing(cluster, 1000);
    expect(committed(cluster)).toEqual(["first"]);
  });

  test("gets it from the transaction after the one that learned of it", async () => {
    const { cluster, producer, upgrade } = await start();
    const adds = cluster.intercept(AddPartitionsToTxn, (_exchange, next) => next());
    await producer.transaction((tx) => tx.send({ topic: "t", value: "first" }));
    expect(adds.seen).toBeGreaterThan(0);
    await upgrade();
    await producer.transaction((tx) => tx.send({ topic: "t", value: "second" }));
    const before = adds.seen;
    await producer.transaction((tx) => tx.send({ topic: "t", value: "third" }));
    expect(adds.seen).toBe(before);
    await passing(cluster, 1000);
    expect(committed(cluster)).toEqual(["first", "second", "third"]);
  });
});

describe("an abort in the first protocol", () => {
  async function start() {
    const cluster = await startCluster({ version: "3.9" });
    const producer = producerOf(cluster, { transactionalId: "tx", maxBlockMs: 2000 });
    await producer.initTransactions();
    return { cluster, producer };
  }

  test("of a transaction that the coordinator never began leaves the producer usable", async () => {
    const { cluster, producer } = await start();
    cluster.intercept(AddPartitionsToTxn, failWith(ErrorCode.TOPIC_AUTHORIZATION_FAILED), { when: once() });
    producer.beginTransaction();
    await expect(producer.send({ topic: "t", value: "a" })).rejects.toBeInstanceOf(TransactionAbortableError);
    await producer.abortTransaction();
    await producer.transaction(async (tx) => {
      await tx.send({ topic: "t", value: "b" });
    });
    expect(committed(cluster)).toEqual(["b"]);
  });

  test.each([
    ["before", failWith],
    ["after", failAfterwardsWith],
  ])("helps against an unexpected error of AddPartitionsToTxn, %s it was done", async (_when, fault) => {
    const { cluster, producer } = await start();
    cluster.intercept(AddPartitionsToTxn, fault(ErrorCode.UNKNOWN_SERVER_ERROR), { when: once() });
    producer.beginTransaction();
    await expect(producer.send({ topic: "t", value: "a" })).rejects.toBeInstanceOf(TransactionAbortableError);
    await producer.abortTransaction();
    await producer.transaction((tx) => tx.send({ topic: "t", value: "b" }));
    expect(committed(cluster)).toEqual(["b"]);
  });

  test("of a transaction that never began, because the request for it was lost, leaves the producer usable", async () => {
    const { cluster, producer } = await start();
    cluster.intercept(AddPartitionsToTxn, loseRequest(), { when: once() });
    producer.beginTransaction();
    const sent = producer.send({ topic: "t", value: "a" });
    await passing(cluster, 100);
    for (const broker of cluster.brokers) broker.closeConnections();
    await expect(Promise.all([sent, producer.abortTransaction()])).rejects.toBeInstanceOf(TransactionAbortableError);
    await producer.abortTransaction().catch(() => {});
    await producer.transaction((tx) => tx.send({ topic: "t", value: "b" }));
    expect(committed(cluster)).toEqual(["b"]);
  });

  test("ends offsets that are tried for ever", async () => {
    const { cluster, producer } = await start();
    const fault = cluster.intercept(TxnOffsetCommit, failWith(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION));
    const failure = producer.transaction(async (tx) => {
      await tx.sendOffsetsToTransaction([{ topic: "gone", partition: 0, offset: 1 }], { groupId: "g" });
    });
    await expect(failure).rejects.toMatchObject({ code: "TIMEOUT" });
    fault.remove();
    await producer.transaction(async (tx) => {
      await tx.send({ topic: "t", value: "after" });
    });
    expect(committed(cluster)).toEqual(["after"]);
  });
});

test("close waits for a commit that is under way", async () => {
  const cluster = await startCluster();
  const producer = producerOf(cluster, { transactionalId: "tx" });
  await producer.initTransactions();
  producer.beginTransaction();
  void producer.send({ topic: "t", value: "v" });
  const commit = producer.commitTransaction();
  await producer.close();
  await commit;
  expect(committed(cluster)).toEqual(["v"]);
});
