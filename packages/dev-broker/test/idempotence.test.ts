import { DevCluster, VirtualClock } from "@k/dev-broker";
import { ErrorCode, InitProducerId } from "@k/protocol";
import { afterEach, beforeEach, expect, test } from "vitest";
import { batch, produce } from "./produce-request.js";
import { RawClient } from "./raw-client.js";

let cluster: DevCluster;
let client: RawClient;

beforeEach(async () => {
  cluster = await DevCluster.start({ transport: "memory" });
  cluster.createTopic("t");
  client = RawClient.to(cluster);
});
afterEach(() => cluster.close());

const send = (sequence: number, values = ["a"], epoch = 0) =>
  produce(client, batch(values, { producerId: 7, epoch, sequence }));

test("each InitProducerId gives another id, at epoch 0", async () => {
  const ask = () => client.send(InitProducerId, 4, { transactionalId: null, transactionTimeoutMs: 2 ** 31 - 1 });
  expect([await ask(), await ask()].map(({ producerId, producerEpoch }) => [producerId, producerEpoch])).toEqual([
    [0n, 0],
    [1n, 0],
  ]);
});

test("a batch sent again answers with the offset of its first copy, for the last five batches", async () => {
  for (let sequence = 0; sequence < 6; sequence++)
    expect(await send(sequence)).toMatchObject({ errorCode: 0, baseOffset: BigInt(sequence) });
  for (const sequence of [5, 1])
    expect(await send(sequence)).toMatchObject({ errorCode: 0, baseOffset: BigInt(sequence) });
  expect(await send(0)).toMatchObject({ errorCode: ErrorCode.OUT_OF_ORDER_SEQUENCE_NUMBER });
  expect(cluster.log("t").endOffset).toBe(6n);
});

test("a gap is out of order", async () => {
  await send(0, ["a", "b"]);
  expect(await send(3)).toMatchObject({ errorCode: ErrorCode.OUT_OF_ORDER_SEQUENCE_NUMBER });
  expect(await send(2)).toMatchObject({ errorCode: 0, baseOffset: 2n });
});

test("sequences wrap to 0 after 2^31 - 1, within a batch and between two", async () => {
  expect(await send(2 ** 31 - 3, ["a", "b"])).toMatchObject({ errorCode: 0 });
  expect(await send(2 ** 31 - 1, ["c", "d", "e"])).toMatchObject({ errorCode: 0, baseOffset: 2n });
  expect(await send(2, ["f"])).toMatchObject({ errorCode: 0, baseOffset: 5n });
  expect(await send(2 ** 31 - 1, ["c", "d", "e"])).toMatchObject({ errorCode: 0, baseOffset: 2n });
});

test("a new epoch starts at 0, and an older one is fenced", async () => {
  await send(0);
  expect(await send(1, ["b"], 1)).toMatchObject({ errorCode: ErrorCode.OUT_OF_ORDER_SEQUENCE_NUMBER });
  expect(await send(0, ["b"], 1)).toMatchObject({ errorCode: 0 });
  expect(await send(1, ["c"], 0)).toMatchObject({ errorCode: ErrorCode.INVALID_PRODUCER_EPOCH });
});

test("a producer without state may start anywhere", async () => {
  expect(await send(41)).toMatchObject({ errorCode: 0, baseOffset: 0n });
});

test("an idle producer is forgotten", async () => {
  const clock = new VirtualClock();
  const other = await DevCluster.start({ transport: "memory", clock, producerIdExpirationMs: 1000 });
  other.createTopic("t");
  client = RawClient.to(other);
  await clock.run(send(0));
  await clock.advance(1000);
  // Sent again after its state is gone, it is appended again: what an expiration that is too short does.
  expect(await clock.run(send(0))).toMatchObject({ errorCode: 0, baseOffset: 1n });
  await other.close();
});

test("the state moves with the leader", async () => {
  const three = await DevCluster.start({ transport: "memory", brokers: 3 });
  three.createTopic("t");
  client = RawClient.to(three, 0);
  await send(0);
  three.moveLeader("t", 0, 1);
  expect(await send(1)).toMatchObject({ errorCode: ErrorCode.NOT_LEADER_OR_FOLLOWER });
  client = RawClient.to(three, 1);
  expect(await send(0)).toMatchObject({ errorCode: 0, baseOffset: 0n });
  expect(await send(1)).toMatchObject({ errorCode: 0, baseOffset: 1n });
  await three.close();
});
