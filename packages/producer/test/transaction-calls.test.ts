/** The calls of a transactional producer: how long they wait, and how a caller that stopped waiting goes on. */
import { IllegalStateError, KafkaTimeoutError } from "@k/client";
import { closeAfter, type DevCluster, delay, failWith, times } from "@k/dev-broker";
import { EndTxn, ErrorCode, InitProducerId, TxnOffsetCommit } from "@k/protocol";
import { describe, expect, test } from "vitest";
import { ProducerClosedError, TransactionAbortableError } from "../src/index.js";
import { clockOf, passing, producerOf, startCluster, valuesIn } from "./cluster.js";

const protocols = [
  ["the first protocol", "3.9"],
  ["the second protocol (KIP-890)", "4.1"],
] as const;

const group = { groupId: "g" };

async function start(version: string, options: Parameters<typeof producerOf>[1] = {}) {
  const cluster = await startCluster({ version } as Parameters<typeof startCluster>[0]);
  const producer = producerOf(cluster, { transactionalId: "tx", maxBlockMs: 500, ...options });
  await producer.initTransactions();
  return { cluster, producer };
}

/** By `topic-partition`. */
function offsetsOf(cluster: DevCluster): Record<string, bigint> {
  return Object.fromEntries([...cluster.committedOffsets("g")].map(([partition, { offset }]) => [partition, offset]));
}

function elapsed(cluster: DevCluster): () => number {
  const startedMs = clockOf(cluster).now();
  return () => clockOf(cluster).now() - startedMs;
}

describe.each(protocols)("a call that timed out and ended meanwhile, in %s", (_, version) => {
  test("a commit: the repeat is told that it is done, once", async () => {
    const { cluster, producer } = await start(version);
    producer.beginTransaction();
    await producer.send({ topic: "t", value: "once" });
    cluster.intercept(EndTxn, delay(800), { when: times(1) });
    await expect(producer.commitTransaction()).rejects.toBeInstanceOf(KafkaTimeoutError);
    await passing(cluster, 1000);
    await producer.commitTransaction();
    await expect(producer.commitTransaction()).rejects.toBeInstanceOf(IllegalStateError);
    expect(cluster.log("t").lastStableOffset).toBe(cluster.log("t").endOffset);
  });

  test("a commit that failed: the repeat is told why", async () => {
    const { cluster, producer } = await start(version);
    producer.beginTransaction();
    await producer.send({ topic: "t" });
    const slowFailure = cluster.intercept(EndTxn, async (exchange) => {
      await exchange.sleep(800);
      return exchange.refusal(ErrorCode.INVALID_TXN_STATE);
    });
    await expect(producer.commitTransaction()).rejects.toBeInstanceOf(KafkaTimeoutError);
    await passing(cluster, 1000);
    slowFailure.remove();
    await expect(producer.commitTransaction()).rejects.toBeInstanceOf(TransactionAbortableError);
    await producer.abortTransaction();
  });

  test("an abort", async () => {
    const { cluster, producer } = await start(version);
    producer.beginTransaction();
    await producer.send({ topic: "t" });
    cluster.intercept(EndTxn, delay(800), { when: times(1) });
    await expect(producer.abortTransaction()).rejects.toBeInstanceOf(KafkaTimeoutError);
    await passing(cluster, 1000);
    await producer.abortTransaction();
    producer.beginTransaction();
  });

  test("initTransactions", async () => {
    const cluster = await startCluster({ version });
    const producer = producerOf(cluster, { transactionalId: "tx", maxBlockMs: 500 });
    cluster.intercept(InitProducerId, delay(800), { when: times(1) });
    await expect(producer.initTransactions()).rejects.toBeInstanceOf(KafkaTimeoutError);
    await passing(cluster, 1000);
    await producer.initTransactions();
    producer.beginTransaction();
  });

  test("what another call came after is not repeated: the next commit is the next transaction's", async () => {
    const { cluster, producer } = await start(version);
    producer.beginTransaction();
    await producer.send({ topic: "t" });
    cluster.intercept(EndTxn, delay(800), { when: times(1) });
    await expect(producer.commitTransaction()).rejects.toBeInstanceOf(KafkaTimeoutError);
    await passing(cluster, 1000);
    producer.beginTransaction();
    await producer.send({ topic: "t" });
    expect(cluster.log("t").lastStableOffset).toBeLessThan(cluster.log("t").endOffset);
    await producer.commitTransaction();
    expect(cluster.log("t").lastStableOffset).toBe(cluster.log("t").endOffset);
  });
});

describe.each(protocols)("offsets, in %s", (_, version) => {
  test("of calls at the same time are all committed, and commitTransaction waits for them", async () => {
    const { cluster, producer } = await start(version);
    producer.beginTransaction();
    const calls = [
      producer.sendOffsetsToTransaction([{ topic: "in", partition: 0, offset: 10 }], group),
      producer.sendOffsetsToTransaction([{ topic: "in", partition: 1, offset: 20 }], group),
      producer.sendOffsetsToTransaction([{ topic: "in", partition: 0, offset: 11 }], group),
    ];
    await producer.commitTransaction();
    expect(offsetsOf(cluster)).toEqual({ "in-0": 11n, "in-1": 20n });
    await Promise.all(calls);
  });

  test("are committed once when the same call is repeated", async () => {
    const { cluster, producer } = await start(version);
    const commits = cluster.intercept(TxnOffsetCommit, delay(800));
    const sendOffsets = () => producer.sendOffsetsToTransaction([{ topic: "in", partition: 0, offset: 10 }], group);
    producer.beginTransaction();
    await expect(sendOffsets()).rejects.toBeInstanceOf(KafkaTimeoutError);
    await sendOffsets();
    expect(commits.hits).toBe(1);
    await producer.commitTransaction();
    expect(offsetsOf(cluster)).toEqual({ "in-0": 10n });
  });

  test("that fail make the commit fail that waits for them", async () => {
    const { cluster, producer } = await start(version);
    cluster.intercept(TxnOffsetCommit, failWith(ErrorCode.ILLEGAL_GENERATION));
    producer.beginTransaction();
    const offsets = producer.sendOffsetsToTransaction([{ topic: "in", partition: 0, offset: 10 }], group);
    const commit = producer.commitTransaction();
    await expect(offsets).rejects.toBeInstanceOf(TransactionAbortableError);
    await expect(commit).rejects.toBeInstanceOf(TransactionAbortableError);
    await producer.abortTransaction();
    expect(offsetsOf(cluster)).toEqual({});
  });

  test("that are never taken hold a commit up, until an abort gives both up", async () => {
    const { cluster, producer } = await start(version);
    const fault = cluster.intercept(TxnOffsetCommit, failWith(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION));
    producer.beginTransaction();
    await producer.send({ topic: "t", value: "never" });
    producer.sendOffsetsToTransaction([{ topic: "gone", partition: 0, offset: 10 }], group).catch(() => {});
    await expect(producer.commitTransaction()).rejects.toBeInstanceOf(KafkaTimeoutError);
    await producer.abortTransaction();
    fault.remove();
    producer.beginTransaction();
    await producer.sendOffsetsToTransaction([{ topic: "in", partition: 0, offset: 1 }], group);
    await producer.commitTransaction();
    expect(offsetsOf(cluster)).toEqual({ "in-0": 1n });
  });
});

describe("a wait", () => {
  test("is as long as the call says, not maxBlockMs", async () => {
    const { cluster, producer } = await start("4.1", { maxBlockMs: 60_000 });
    cluster.intercept(TxnOffsetCommit, delay(3000));
    cluster.intercept(EndTxn, delay(3000));
    producer.beginTransaction();
    const sinceMs = elapsed(cluster);
    const offsets = [{ topic: "in", partition: 0, offset: 1 }];
    await expect(producer.sendOffsetsToTransaction(offsets, group, { timeoutMs: 100 })).rejects.toThrow("100 ms");
    await expect(producer.commitTransaction({ timeoutMs: 200 })).rejects.toThrow("200 ms");
    expect(sinceMs()).toBeLessThan(500);
    await producer.commitTransaction();
    producer.beginTransaction();
    await producer.send({ topic: "t" });
    await expect(producer.abortTransaction({ timeoutMs: 100 })).rejects.toThrow("100 ms");
    await producer.abortTransaction();
    for (const broker of cluster.brokers) await broker.stop();
    await expect(producer.partitionsFor("new", { timeoutMs: 100 })).rejects.toThrow("100 ms");
  });

  test("ends with its signal; the call goes on", async () => {
    const cluster = await startCluster();
    const producer = producerOf(cluster, { transactionalId: "tx" });
    const reason = new Error("enough");
    const controller = new AbortController();
    cluster.intercept(InitProducerId, delay(1000));
    const init = producer.initTransactions({ signal: controller.signal });
    controller.abort(reason);
    await expect(init).rejects.toBe(reason);
    await expect(producer.initTransactions({ signal: controller.signal })).rejects.toBe(reason);
    await producer.initTransactions();
    producer.beginTransaction();
    await producer.send({ topic: "t" });
    await expect(producer.commitTransaction({ signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    await producer.commitTransaction();
  });
});

describe("transaction()", () => {
  test("waits for the abort of the one before, which timed out", async () => {
    const { cluster, producer } = await start("4.1");
    cluster.intercept(EndTxn, delay(800), { when: times(1) });
    const failure = new Error("work failed");
    const failing = producer.transaction(async (tx) => {
      await tx.send({ topic: "t", value: "aborted" });
      throw failure;
    });
    await expect(failing).rejects.toBe(failure);
    await producer.transaction((tx) => tx.send({ topic: "t", value: "next" }));
    expect(cluster.log("t").lastStableOffset).toBe(cluster.log("t").endOffset);
    expect(valuesIn(cluster, "t")).toContain("next");
  });

  test("waits for a commit that timed out, and is told if that failed, before its own work begins", async () => {
    const { cluster, producer } = await start("4.1");
    const slowFailure = cluster.intercept(EndTxn, async (exchange) => {
      await exchange.sleep(800);
      return exchange.refusal(ErrorCode.INVALID_TXN_STATE);
    });
    const undecided = producer.transaction((tx) => tx.send({ topic: "t", value: "lost" }));
    await expect(undecided).rejects.toBeInstanceOf(KafkaTimeoutError);
    slowFailure.remove();
    let ran = 0;
    const next = () =>
      producer.transaction(async (tx) => {
        ran += 1;
        await tx.send({ topic: "t", value: "next" });
      });
    await expect(next()).rejects.toBeInstanceOf(TransactionAbortableError);
    expect(ran).toBe(0);
    await next();
    expect(ran).toBe(1);
  });
});

describe("close", () => {
  test("is ended by a later close that is in more of a hurry", async () => {
    const cluster = await startCluster();
    const producer = producerOf(cluster, { enableIdempotence: true });
    await producer.send({ topic: "t" });
    for (const broker of cluster.brokers) await broker.stop();
    const send = producer.send({ topic: "t" });
    const sinceMs = elapsed(cluster);
    const graceful = producer.close();
    await passing(cluster, 100);
    await producer.close({ timeoutMs: 0 });
    await graceful;
    expect(sinceMs()).toBeLessThan(1000);
    await expect(send).rejects.toBeInstanceOf(ProducerClosedError);
  });

  test("is not made longer by a later one that has more time", async () => {
    const cluster = await startCluster();
    const producer = producerOf(cluster, { enableIdempotence: true });
    await producer.send({ topic: "t" });
    for (const broker of cluster.brokers) await broker.stop();
    void producer.send({ topic: "t" });
    const sinceMs = elapsed(cluster);
    await Promise.all([producer.close({ timeoutMs: 300 }), producer.close({ timeoutMs: 30_000 }), producer.close()]);
    expect(sinceMs()).toBeLessThan(1000);
  });

  test("ends with its signal", async () => {
    const cluster = await startCluster();
    const producer = producerOf(cluster, { enableIdempotence: true });
    await producer.send({ topic: "t" });
    for (const broker of cluster.brokers) await broker.stop();
    void producer.send({ topic: "t" });
    const controller = new AbortController();
    const sinceMs = elapsed(cluster);
    const closed = producer.close({ signal: controller.signal });
    await passing(cluster, 100);
    controller.abort();
    await closed;
    expect(sinceMs()).toBeLessThan(1000);
  });

  test("does not wait for initTransactions: there is nothing to abort", async () => {
    const cluster = await startCluster();
    for (const broker of cluster.brokers) await broker.stop();
    const producer = producerOf(cluster, { transactionalId: "tx", maxBlockMs: 8000 });
    const init = producer.initTransactions();
    init.catch(() => {});
    const sinceMs = elapsed(cluster);
    await passing(cluster, 100);
    await producer.close();
    expect(sinceMs()).toBeLessThan(1000);
    await expect(init).rejects.toBeInstanceOf(ProducerClosedError);
  });
});

test("beginTransaction is timed as the other calls are", async () => {
  const cluster = await startCluster();
  const virtual = clockOf(cluster);
  let reads = 0;
  const clock = {
    // Whoever looks twice sees that time has passed.
    now: () => virtual.now() + ++reads * 1e-6,
    wallTime: () => virtual.wallTime(),
    defer: (callback: () => void) => virtual.defer(callback),
    setTimer: (callback: () => void, delayMs: number) => virtual.setTimer(callback, delayMs),
    clearTimer: (timer: unknown) => virtual.clearTimer(timer as never),
  };
  const producer = producerOf(cluster, { transactionalId: "tx", clock });
  await producer.initTransactions();
  producer.beginTransaction();
  expect(producer.metrics()["producer-metrics"]?.["txn-begin-time-ns-total"]).toBeGreaterThan(0);
});

test("a commit that is through stays so, though no other transaction can follow", async () => {
  const { cluster, producer } = await start("3.9");
  producer.beginTransaction();
  await producer.send({ topic: "t" });
  // Its answer is lost, so that the epoch must be raised afterwards; and that is refused.
  cluster.intercept(EndTxn, closeAfter(), { when: times(1) });
  cluster.intercept(InitProducerId, failWith(ErrorCode.TRANSACTIONAL_ID_AUTHORIZATION_FAILED));
  await producer.commitTransaction();
  expect(() => producer.beginTransaction()).toThrow("TRANSACTIONAL_ID_AUTHORIZATION_FAILED");
});
