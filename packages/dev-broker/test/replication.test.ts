import { DevCluster, VirtualClock } from "@k/dev-broker";
import { ErrorCode, Fetch, Metadata, Produce } from "@k/protocol";
import { afterEach, beforeEach, expect, test } from "vitest";
import { batch, fetchFrom, produce, produceRequest } from "./produce-request.js";
import { RawClient } from "./raw-client.js";

const LAG_MS = 10;

let clock: VirtualClock;
let cluster: DevCluster;
let clients: RawClient[];

async function start(options = {}): Promise<void> {
  clock = new VirtualClock();
  cluster = await DevCluster.start({
    transport: "memory",
    brokers: 3,
    clock,
    replicationLagMs: LAG_MS,
    replicaLagTimeMaxMs: 1000,
    ...options,
  });
  cluster.createTopic("t", { config: { "min.insync.replicas": "2" } });
  clients = cluster.brokers.map(({ id }) => RawClient.to(cluster, id));
}
beforeEach(() => start());
afterEach(() => cluster.close());

const send = (value: string, acks: number, broker = 0) =>
  produce(clients[broker]!, batch([value]), { acks, timeoutMs: 5000 });
const values = (broker?: number) =>
  [...cluster.log("t", 0, broker === undefined ? {} : { broker }).records()].map(({ value }) =>
    Buffer.from(value ?? []).toString(),
  );

test("acks=all waits for the followers, acks=1 does not", async () => {
  await clock.advance(0);
  expect(await send("a", 1)).toMatchObject({ errorCode: 0 });
  expect(clock.now()).toBe(0);
  expect(await clock.run(send("b", -1))).toMatchObject({ errorCode: 0, baseOffset: 1n });
  expect(clock.now()).toBe(LAG_MS);
});

test("consumers see what every replica in sync has", async () => {
  await send("a", 1);
  expect(await fetchFrom(clients[0]!)).toMatchObject({ highWatermark: 0n, values: [] });
  await clock.advance(LAG_MS);
  expect(await fetchFrom(clients[0]!)).toMatchObject({ highWatermark: 1n, values: ["a"] });
});

test("an acks=1 record that nobody copied is lost with its leader, an acks=all one is not", async () => {
  await clock.run(send("all", -1));
  await send("one", 1);
  await cluster.brokers[0]!.kill();
  expect(cluster.log("t")).toMatchObject({ leaderId: 1, endOffset: 1n });
  await clock.run(send("after", -1, 1));
  await cluster.brokers[0]!.start();
  await clock.advance(LAG_MS);
  // The old leader threw away what it alone had.
  expect([values(), values(0)]).toEqual([
    ["all", "after"],
    ["all", "after"],
  ]);
  expect(cluster.log("t").isr).toEqual([0, 1, 2]);
});

test("a Produce that waits for replicas is told when the leader moves", async () => {
  const waiting = send("a", -1);
  await clock.advance(0);
  cluster.moveLeader("t", 0, 2);
  expect(await clock.run(waiting)).toMatchObject({ errorCode: ErrorCode.NOT_LEADER_OR_FOLLOWER });
});

test("from Produce 10 on it is told who leads now, and where", async () => {
  cluster.moveLeader("t", 0, 2);
  const { responses, nodeEndpoints } = await clients[0]!.send(Produce, 10, produceRequest(batch(["a"])));
  expect(responses[0]!.partitionResponses[0]).toMatchObject({
    errorCode: ErrorCode.NOT_LEADER_OR_FOLLOWER,
    currentLeader: { leaderId: 2, leaderEpoch: 1 },
  });
  const { id, host, port } = cluster.brokers[2]!;
  expect(nodeEndpoints).toEqual([{ nodeId: id, host, port, rack: null }]);
});

test("a follower that stays behind leaves the in-sync replicas, and comes back", async () => {
  cluster.brokers[1]!.pauseReplication();
  await send("a", 1);
  await clock.advance(999);
  expect(cluster.log("t").isr).toEqual([0, 1, 2]);
  await clock.advance(1);
  expect(cluster.log("t").isr).toEqual([0, 2]);
  cluster.brokers[1]!.resumeReplication();
  await clock.advance(LAG_MS);
  expect(cluster.log("t").isr).toEqual([0, 1, 2]);
  expect(clock.pending).toBe(0);
});

test("below min.insync.replicas acks=all is refused before the append, and acks=1 is not", async () => {
  await cluster.brokers[1]!.stop();
  await cluster.brokers[2]!.stop();
  expect(await send("a", -1)).toMatchObject({ errorCode: ErrorCode.NOT_ENOUGH_REPLICAS });
  expect(await send("b", 1)).toMatchObject({ errorCode: 0, baseOffset: 0n });
});

test("when replicas go while it waits, the record is appended all the same", async () => {
  cluster.brokers[1]!.pauseReplication();
  cluster.brokers[2]!.pauseReplication();
  const waiting = send("a", -1);
  expect(await clock.run(waiting)).toMatchObject({ errorCode: ErrorCode.NOT_ENOUGH_REPLICAS_AFTER_APPEND });
  expect(values()).toEqual(["a"]);
});

test("a wait for replicas ends after the request's timeout", async () => {
  await cluster.close();
  await start({ replicaLagTimeMaxMs: 60_000 });
  cluster.brokers[1]!.pauseReplication();
  expect(await clock.run(send("a", -1))).toMatchObject({ errorCode: ErrorCode.REQUEST_TIMED_OUT });
  expect(clock.now()).toBe(5000);
});

test("a partition whose replicas in sync are gone has no leader, unless unclean elections are allowed", async () => {
  for (const unclean of [false, true]) {
    await cluster.close();
    await start();
    const topic = `unclean-${unclean}`;
    cluster.createTopic(topic, { assignments: [[0, 1]], config: { "unclean.leader.election.enable": `${unclean}` } });
    cluster.brokers[1]!.pauseReplication();
    await produce(clients[0]!, batch(["a"]), { topic, acks: 1 });
    await clock.advance(1000);
    await cluster.brokers[0]!.kill();
    expect(cluster.log(topic).leaderId).toBe(unclean ? 1 : -1);
    expect(cluster.log(topic).endOffset).toBe(unclean ? 0n : 1n);
    await cluster.brokers[0]!.start();
    expect(cluster.log(topic).leaderId).toBe(unclean ? 1 : 0);
  }
});

test("a disk that lost its last batches: what the others have comes back from them", async () => {
  await clock.run(send("a", -1));
  await clock.run(send("b", -1));
  await cluster.brokers[0]!.kill({ loseBatches: 1 });
  expect(values(0)).toEqual(["a"]);
  await cluster.brokers[0]!.start();
  await clock.advance(LAG_MS);
  expect(values(0)).toEqual(["a", "b"]);
});

test("a client with another leader epoch is told so", async () => {
  cluster.moveLeader("t", 0, 0);
  const ask = async (currentLeaderEpoch: number) => {
    const partitions = [{ partition: 0, currentLeaderEpoch, fetchOffset: 0n, partitionMaxBytes: 1000 }];
    const request = { maxWaitMs: 0, minBytes: 1, topics: [{ topic: "t", partitions }], forgottenTopicsData: [] };
    return (await clients[0]!.send(Fetch, 11, request)).responses[0]!.partitions[0]!.errorCode;
  };
  expect([await ask(0), await ask(1), await ask(2)]).toEqual([
    ErrorCode.FENCED_LEADER_EPOCH,
    0,
    ErrorCode.UNKNOWN_LEADER_EPOCH,
  ]);
  const { topics } = await clients[0]!.send(Metadata, 9, { topics: [{ name: "t" }] });
  expect(topics[0]!.partitions[0]).toMatchObject({ leaderEpoch: 1, replicaNodes: [0, 1, 2], isrNodes: [0, 1, 2] });
});
