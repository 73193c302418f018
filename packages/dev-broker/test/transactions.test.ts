import { DevCluster, VirtualClock } from "@k/dev-broker";
import {
  AddOffsetsToTxn,
  AddPartitionsToTxn,
  ApiVersions,
  EndTxn,
  ErrorCode,
  FindCoordinator,
  InitProducerId,
  OffsetFetch,
  TxnOffsetCommit,
} from "@k/protocol";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { batch, fetchFrom, produce } from "./produce-request.js";
import { RawClient } from "./raw-client.js";

const TX = "tx";

let clock: VirtualClock;
let cluster: DevCluster;
let client: RawClient;

async function start(options = {}): Promise<void> {
  clock = new VirtualClock();
  cluster = await DevCluster.start({ transport: "memory", clock, ...options });
  cluster.createTopic("t", { partitions: 2 });
  client = RawClient.to(cluster, cluster.coordinatorOf(TX));
}

beforeEach(() => start());
afterEach(() => cluster.close());

const init = async (known: { producerId: bigint; producerEpoch: number } | undefined = undefined, version = 4) => {
  const answer = await client.send(InitProducerId, version, {
    transactionalId: TX,
    transactionTimeoutMs: 60_000,
    ...known,
  });
  return { errorCode: answer.errorCode, producerId: Number(answer.producerId), epoch: answer.producerEpoch };
};

const addPartition = async (producerId: number, epoch: number, partition = 0, version = 3) => {
  const answer = await client.send(AddPartitionsToTxn, version, {
    v3AndBelowTransactionalId: TX,
    v3AndBelowProducerId: BigInt(producerId),
    v3AndBelowProducerEpoch: epoch,
    v3AndBelowTopics: [{ name: "t", partitions: [partition] }],
  });
  return answer.resultsByTopicV3AndBelow[0]!.resultsByPartition[0]!.partitionErrorCode;
};

const end = async (producerId: number, epoch: number, committed: boolean, version = 3) => {
  const answer = await client.send(EndTxn, version, {
    transactionalId: TX,
    producerId: BigInt(producerId),
    producerEpoch: epoch,
    committed,
  });
  return { errorCode: answer.errorCode, producerId: Number(answer.producerId), epoch: answer.producerEpoch };
};

/** One batch in the transaction; v11 is the last version in which partitions have to be added first. */
const write = (value: string, producerId: number, epoch: number, sequence: number, version = 11, partition = 0) =>
  produce(client, batch([value], { producerId, epoch, sequence, transactional: true }), {
    version,
    transactionalId: TX,
    partition,
  });

const committed = async (partition = 0) => {
  const { records, abortedTransactions, lastStableOffset } = await fetchFrom(client, {
    readCommitted: true,
    partition,
  });
  return { bytes: records?.length ?? 0, abortedTransactions, lastStableOffset };
};

describe("version 1", () => {
  test("a commit ends with a marker, and read_committed sees the records", async () => {
    const { producerId, epoch } = await init();
    expect({ producerId, epoch }).toEqual({ producerId: 0, epoch: 0 });
    expect(await addPartition(producerId, epoch)).toBe(0);
    expect(await write("a", producerId, epoch, 0)).toMatchObject({ errorCode: 0, baseOffset: 0n });
    expect(await committed()).toEqual({ bytes: 0, abortedTransactions: [], lastStableOffset: 0n });
    expect(await end(producerId, epoch, true)).toMatchObject({ errorCode: 0 });
    expect(cluster.log("t").endOffset).toBe(2n);
    expect(await committed()).toMatchObject({ abortedTransactions: [], lastStableOffset: 2n });
    expect(cluster.transaction(TX)).toMatchObject({ state: "completeCommit", producerEpoch: 0 });
    // The next transaction has the same epoch, so its sequence goes on.
    expect(await addPartition(producerId, epoch)).toBe(0);
    expect(await write("b", producerId, epoch, 2)).toMatchObject({ errorCode: ErrorCode.OUT_OF_ORDER_SEQUENCE_NUMBER });
    expect(await write("b", producerId, epoch, 1)).toMatchObject({ errorCode: 0, baseOffset: 2n });
  });

  test("a marker that was lost with its leader is written again", async () => {
    await cluster.close();
    await start({ brokers: 3, replicationLagMs: 10 });
    const { producerId, epoch } = await init();
    const leader = cluster.log("t").leaderId;
    await addPartition(producerId, epoch);
    client = RawClient.to(cluster, leader);
    await clock.run(write("a", producerId, epoch, 0));
    client = RawClient.to(cluster, cluster.coordinatorOf(TX));
    await end(producerId, epoch, false);
    expect(cluster.log("t").endOffset).toBe(2n);
    cluster.moveLeader("t", 0, (leader + 1) % 3);
    await clock.advance(100);
    expect(cluster.log("t")).toMatchObject({ endOffset: 2n, lastStableOffset: 2n });
    client = RawClient.to(cluster, (leader + 1) % 3);
    expect(await committed()).toMatchObject({ abortedTransactions: [{ producerId: 0n, firstOffset: 0n }] });
  });

  test("an abort names the transaction in read_committed fetches", async () => {
    const { producerId, epoch } = await init();
    await addPartition(producerId, epoch);
    await write("a", producerId, epoch, 0);
    await end(producerId, epoch, false);
    expect(await committed()).toMatchObject({
      abortedTransactions: [{ producerId: 0n, firstOffset: 0n }],
      lastStableOffset: 2n,
    });
    expect(cluster.transaction(TX)?.state).toBe("completeAbort");
  });

  test("records of others wait behind an open transaction", async () => {
    const { producerId, epoch } = await init();
    await addPartition(producerId, epoch);
    await write("a", producerId, epoch, 0);
    await produce(client, batch(["plain"]));
    expect(await committed()).toMatchObject({ bytes: 0, lastStableOffset: 0n });
    expect((await fetchFrom(client)).values).toEqual(["a", "plain"]);
  });

  test("a partition that was not added is refused, and earlier versions of Produce know another code", async () => {
    const { producerId, epoch } = await init();
    expect(await write("a", producerId, epoch, 0, 11)).toMatchObject({ errorCode: ErrorCode.TRANSACTION_ABORTABLE });
    expect(await write("a", producerId, epoch, 0, 10)).toMatchObject({ errorCode: ErrorCode.INVALID_TXN_STATE });
    expect(cluster.log("t").endOffset).toBe(0n);
  });

  test("before Kafka 3.6 nobody asked", async () => {
    await cluster.close();
    await start({ version: "2.8" });
    const { producerId, epoch } = await init();
    expect(await write("a", producerId, epoch, 0, 9)).toMatchObject({ errorCode: 0 });
  });

  test("a new instance fences the old one and aborts what it left", async () => {
    const { producerId, epoch } = await init();
    await addPartition(producerId, epoch);
    await write("a", producerId, epoch, 0);
    expect(await init()).toMatchObject({ errorCode: ErrorCode.CONCURRENT_TRANSACTIONS });
    expect(await init()).toEqual({ errorCode: 0, producerId, epoch: 2 });
    expect(await committed()).toMatchObject({ abortedTransactions: [{ producerId: 0n, firstOffset: 0n }] });
    expect(await end(producerId, epoch, true)).toMatchObject({ errorCode: ErrorCode.PRODUCER_FENCED });
    expect(await end(producerId, epoch, true, 1)).toMatchObject({ errorCode: ErrorCode.INVALID_PRODUCER_EPOCH });
    expect(await addPartition(producerId, epoch)).toBe(ErrorCode.PRODUCER_FENCED);
    expect(await write("b", producerId, epoch, 1)).toMatchObject({ errorCode: ErrorCode.INVALID_PRODUCER_EPOCH });
    expect(await init({ producerId: 0n, producerEpoch: epoch })).toMatchObject({
      errorCode: ErrorCode.PRODUCER_FENCED,
    });
  });

  test("an epoch is bumped for who has the current one, and once only", async () => {
    await init();
    expect(await init({ producerId: 0n, producerEpoch: 0 })).toEqual({ errorCode: 0, producerId: 0, epoch: 1 });
    expect(await init({ producerId: 0n, producerEpoch: 0 })).toEqual({ errorCode: 0, producerId: 0, epoch: 1 });
    expect(await init({ producerId: 0n, producerEpoch: 1 })).toEqual({ errorCode: 0, producerId: 0, epoch: 2 });
    expect(await init({ producerId: 0n, producerEpoch: 0 })).toMatchObject({ errorCode: ErrorCode.PRODUCER_FENCED });
    expect(await init({ producerId: 9n, producerEpoch: 0 }, 3)).toMatchObject({
      errorCode: ErrorCode.INVALID_PRODUCER_EPOCH,
    });
  });

  test("a transaction that takes too long is aborted and its producer fenced", async () => {
    const { producerId, epoch } = await init();
    await addPartition(producerId, epoch);
    await write("a", producerId, epoch, 0);
    await clock.advance(59_999);
    expect(cluster.transaction(TX)?.state).toBe("ongoing");
    await clock.advance(1);
    expect(cluster.transaction(TX)).toMatchObject({ state: "completeAbort", producerEpoch: 1 });
    expect(await end(producerId, epoch, true)).toMatchObject({ errorCode: ErrorCode.PRODUCER_FENCED });
    expect(clock.pending).toBe(0);
  });

  test("the same end can be asked for again, the other one cannot", async () => {
    const { producerId, epoch } = await init();
    expect(await end(producerId, epoch, true)).toMatchObject({ errorCode: ErrorCode.INVALID_TXN_STATE });
    await addPartition(producerId, epoch);
    await end(producerId, epoch, true);
    expect(await end(producerId, epoch, true)).toMatchObject({ errorCode: 0 });
    expect(await end(producerId, epoch, false)).toMatchObject({ errorCode: ErrorCode.INVALID_TXN_STATE });
  });

  test("while markers are under way nothing new begins", async () => {
    await cluster.close();
    await start({ transactionMarkerLagMs: 100 });
    const { producerId, epoch } = await init();
    await addPartition(producerId, epoch);
    await write("a", producerId, epoch, 0);
    expect(await end(producerId, epoch, true)).toMatchObject({ errorCode: 0 });
    expect(cluster.transaction(TX)?.state).toBe("prepareCommit");
    expect(await addPartition(producerId, epoch)).toBe(ErrorCode.CONCURRENT_TRANSACTIONS);
    expect(await end(producerId, epoch, true)).toMatchObject({ errorCode: ErrorCode.CONCURRENT_TRANSACTIONS });
    expect(await init()).toMatchObject({ errorCode: ErrorCode.CONCURRENT_TRANSACTIONS });
    expect(await committed()).toMatchObject({ lastStableOffset: 0n });
    await clock.advance(100);
    expect(await committed()).toMatchObject({ lastStableOffset: 2n });
    expect(await addPartition(producerId, epoch)).toBe(0);
  });

  test("a marker waits for a partition without a leader", async () => {
    await cluster.close();
    await start({ brokers: 2, defaultReplicationFactor: 1 });
    const other = 1 - cluster.coordinatorOf(TX);
    cluster.createTopic("elsewhere", { assignments: [[other]] });
    const { producerId, epoch } = await init();
    const request = {
      v3AndBelowTransactionalId: TX,
      v3AndBelowProducerId: 0n,
      v3AndBelowProducerEpoch: 0,
      v3AndBelowTopics: [{ name: "elsewhere", partitions: [0] }],
    };
    await client.send(AddPartitionsToTxn, 3, request);
    await cluster.brokers[other]!.kill();
    expect(await end(producerId, epoch, false)).toMatchObject({ errorCode: 0 });
    expect(cluster.transaction(TX)?.state).toBe("prepareAbort");
    await cluster.brokers[other]!.start();
    expect(cluster.transaction(TX)?.state).toBe("completeAbort");
    expect(cluster.log("elsewhere").endOffset).toBe(1n);
  });

  test("AddPartitionsToTxn is all or nothing", async () => {
    await init();
    const { resultsByTopicV3AndBelow } = await client.send(AddPartitionsToTxn, 3, {
      v3AndBelowTransactionalId: TX,
      v3AndBelowProducerId: 0n,
      v3AndBelowProducerEpoch: 0,
      v3AndBelowTopics: [{ name: "t", partitions: [0, 7] }],
    });
    expect(resultsByTopicV3AndBelow[0]!.resultsByPartition.map(({ partitionErrorCode }) => partitionErrorCode)).toEqual(
      [ErrorCode.OPERATION_NOT_ATTEMPTED, ErrorCode.UNKNOWN_TOPIC_OR_PARTITION],
    );
    expect(cluster.transaction(TX)?.partitions).toEqual([]);
  });
});

describe("version 2 (KIP-890)", () => {
  test("ApiVersions says that it is on", async () => {
    const { finalizedFeatures } = await client.send(ApiVersions, 3, {
      clientSoftwareName: "k",
      clientSoftwareVersion: "1",
    });
    expect(finalizedFeatures).toEqual([{ name: "transaction.version", minVersionLevel: 2, maxVersionLevel: 2 }]);
  });

  test("Produce adds the partition, and EndTxn gives the next epoch", async () => {
    const { producerId, epoch } = await init();
    expect(await write("a", producerId, epoch, 0, 12)).toMatchObject({ errorCode: 0 });
    expect(cluster.transaction(TX)?.partitions).toEqual(["t-0"]);
    expect(await end(producerId, epoch, true, 5)).toEqual({ errorCode: 0, producerId, epoch: 1 });
    expect(await write("b", producerId, 1, 0, 12)).toMatchObject({ errorCode: 0, baseOffset: 2n });
    expect(await end(producerId, 1, false, 5)).toEqual({ errorCode: 0, producerId, epoch: 2 });
    expect(await committed()).toMatchObject({
      abortedTransactions: [{ producerId: 0n, firstOffset: 2n }],
      lastStableOffset: 4n,
    });
  });

  test("an EndTxn whose answer was lost can be sent again", async () => {
    const { producerId, epoch } = await init();
    await write("a", producerId, epoch, 0, 12);
    await end(producerId, epoch, true, 5);
    expect(await end(producerId, epoch, true, 5)).toEqual({ errorCode: 0, producerId, epoch: 1 });
    expect(await end(producerId, epoch, false, 5)).toMatchObject({ errorCode: ErrorCode.INVALID_TXN_STATE });
  });

  test("an EndTxn of one transaction that arrives in the next is refused", async () => {
    const { producerId, epoch } = await init();
    await write("a", producerId, epoch, 0, 12);
    await end(producerId, epoch, true, 5);
    await write("b", producerId, 1, 0, 12);
    expect(await end(producerId, epoch, true, 5)).toMatchObject({ errorCode: ErrorCode.PRODUCER_FENCED });
    expect(cluster.transaction(TX)?.state).toBe("ongoing");
  });

  test("under version 1 the same thing commits the wrong transaction (KAFKA-17754)", async () => {
    const { producerId, epoch } = await init();
    await addPartition(producerId, epoch);
    await end(producerId, epoch, true);
    await addPartition(producerId, epoch);
    expect(await end(producerId, epoch, true)).toMatchObject({ errorCode: 0 });
    expect(cluster.transaction(TX)?.state).toBe("completeCommit");
  });

  test("records of the transaction before are fenced", async () => {
    const { producerId, epoch } = await init();
    await write("a", producerId, epoch, 0, 12);
    await end(producerId, epoch, true, 5);
    expect(await write("late", producerId, epoch, 1, 12)).toMatchObject({
      errorCode: ErrorCode.INVALID_PRODUCER_EPOCH,
    });
  });

  test("an abort of nothing gives the next epoch and writes nothing, a commit of nothing is refused", async () => {
    const { producerId, epoch } = await init();
    await write("a", producerId, epoch, 0, 12);
    await end(producerId, epoch, true, 5);
    expect(await end(producerId, 1, false, 5)).toEqual({ errorCode: 0, producerId, epoch: 2 });
    expect(cluster.log("t").endOffset).toBe(2n);
  });

  test("before its first transaction a producer can abort, not commit", async () => {
    const { producerId, epoch } = await init();
    expect(await end(producerId, epoch, true, 5)).toMatchObject({ errorCode: ErrorCode.INVALID_TXN_STATE });
    expect(await end(producerId, epoch, false, 5)).toEqual({ errorCode: 0, producerId, epoch: 1 });
  });

  test("a producer that begins above 0 is out of order", async () => {
    const { producerId, epoch } = await init();
    expect(await write("a", producerId, epoch, 3, 12)).toMatchObject({
      errorCode: ErrorCode.OUT_OF_ORDER_SEQUENCE_NUMBER,
    });
  });

  test("when epochs run out the producer gets another id", async () => {
    let { producerId, epoch } = await init();
    // 32,766 is the last epoch that anybody is given.
    while (epoch < 32_766) ({ epoch } = await end(producerId, epoch, false, 5));
    await write("a", producerId, epoch, 0, 12);
    expect(await end(producerId, epoch, true, 5)).toEqual({ errorCode: 0, producerId: 1, epoch: 0 });
    expect(await end(producerId, epoch, true, 5)).toEqual({ errorCode: 0, producerId: 1, epoch: 0 });
    ({ producerId, epoch } = { producerId: 1, epoch: 0 });
    expect(await write("b", producerId, epoch, 0, 12)).toMatchObject({ errorCode: 0 });
  }, 60_000);
});

describe("version 2 (KIP-890), too late", () => {
  // As Kafka 4.3.1 answers: the raised epoch looks like that of an end that is asked for again.
  test("a transaction that took too long cannot be committed any more, but aborted, and its producer goes on", async () => {
    const { producerId, epoch } = await init();
    expect(await write("a", producerId, epoch, 0, 12)).toMatchObject({ errorCode: 0 });
    await clock.advance(60_000);
    expect(await end(producerId, epoch, true, 5)).toMatchObject({ errorCode: ErrorCode.INVALID_TXN_STATE });
    expect(await end(producerId, epoch, false, 5)).toEqual({ errorCode: 0, producerId, epoch: epoch + 1 });
    expect(await write("b", producerId, epoch + 1, 0, 12)).toMatchObject({ errorCode: 0 });
    expect(await end(producerId, epoch + 1, true, 5)).toMatchObject({ errorCode: 0 });
  });

  test("once another producer has the id, there is no way back", async () => {
    const { producerId, epoch } = await init();
    expect(await write("a", producerId, epoch, 0, 12)).toMatchObject({ errorCode: 0 });
    await clock.advance(60_000);
    expect(await init()).toMatchObject({ errorCode: 0, epoch: epoch + 2 });
    expect(await end(producerId, epoch, true, 5)).toMatchObject({ errorCode: ErrorCode.PRODUCER_FENCED });
    expect(await end(producerId, epoch, false, 5)).toMatchObject({ errorCode: ErrorCode.PRODUCER_FENCED });
  });
});

describe("coordinators", () => {
  test("the others say NOT_COORDINATOR, FindCoordinator says who it is, and another one steps in", async () => {
    await cluster.close();
    await start({ brokers: 3 });
    const id = cluster.coordinatorOf(TX);
    const { coordinators } = await client.send(FindCoordinator, 4, { keyType: 1, coordinatorKeys: [TX, "other"] });
    expect(coordinators[0]).toMatchObject({ key: TX, nodeId: id, errorCode: 0 });
    expect(await client.send(FindCoordinator, 2, { key: TX, keyType: 1 })).toMatchObject({
      nodeId: id,
      port: cluster.brokers[id]!.port,
    });
    const { producerId, epoch } = await init();
    client = RawClient.to(cluster, (id + 1) % 3);
    expect(await init()).toMatchObject({ errorCode: ErrorCode.NOT_COORDINATOR });
    await cluster.brokers[id]!.stop();
    expect(cluster.coordinatorOf(TX)).toBe((id + 1) % 3);
    expect(await addPartition(producerId, epoch)).toBe(0);
  });
});

describe("offsets in transactions", () => {
  const commitOffset = async (version: number, more = {}) => {
    const answer = await client.send(TxnOffsetCommit, version, {
      transactionalId: TX,
      groupId: "g",
      producerId: 0n,
      producerEpoch: 0,
      topics: [{ name: "t", partitions: [{ partitionIndex: 0, committedOffset: 5n, committedMetadata: "m" }] }],
      ...more,
    });
    return answer.topics[0]!.partitions[0]!.errorCode;
  };

  test("count once the transaction is committed", async () => {
    await init();
    expect(await commitOffset(3)).toBe(ErrorCode.INVALID_TXN_STATE);
    expect(
      await client.send(AddOffsetsToTxn, 3, { transactionalId: TX, producerId: 0n, producerEpoch: 0, groupId: "g" }),
    ).toMatchObject({ errorCode: 0 });
    expect(await commitOffset(3)).toBe(0);
    expect(cluster.committedOffsets("g").size).toBe(0);
    const asked = { groups: [{ groupId: "g", topics: [{ name: "t", partitionIndexes: [0] }] }], requireStable: true };
    const stable = async () => (await client.send(OffsetFetch, 8, asked)).groups[0]!.topics[0]!.partitions[0];
    expect(await stable()).toMatchObject({ errorCode: ErrorCode.UNSTABLE_OFFSET_COMMIT });
    await end(0, 0, true);
    expect(await stable()).toMatchObject({ errorCode: 0, committedOffset: 5n, metadata: "m" });
    expect(cluster.committedOffsets("g").get("t-0")).toMatchObject({ offset: 5n });
  });

  test("are gone after an abort", async () => {
    await init();
    expect(await commitOffset(5)).toBe(0);
    await end(0, 0, false, 5);
    expect(cluster.committedOffsets("g").size).toBe(0);
  });

  test("of strangers to the group are refused", async () => {
    await init();
    cluster.setGroupMembers("g", { generationId: 7, memberIds: ["me"] });
    const as = (memberId: string, generationIdOrMemberEpoch: number) =>
      commitOffset(5, { memberId, generationIdOrMemberEpoch });
    expect(await commitOffset(5, { groupId: "unheard", memberId: "you", generationIdOrMemberEpoch: 7 })).toBe(
      ErrorCode.UNKNOWN_MEMBER_ID,
    );
    expect(await as("you", 7)).toBe(ErrorCode.UNKNOWN_MEMBER_ID);
    expect(await as("me", 6)).toBe(ErrorCode.ILLEGAL_GENERATION);
    expect(await as("me", 7)).toBe(0);
  });
});
