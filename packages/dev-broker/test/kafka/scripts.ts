/** What is asked of a real broker and of ours, in the same words. */
import {
  CreatePartitions,
  CreateTopics,
  ErrorCode,
  Fetch,
  FindCoordinator,
  InitProducerId,
  Metadata,
  Produce,
  SaslHandshake,
} from "@k/protocol";
import { crc32c } from "@k/records";
import { batch } from "../produce-request.js";
import type { Peer } from "./peer.js";

export const scripts: Readonly<Record<string, (peer: Peer) => Promise<unknown>>> = {
  "produce and fetch": async (peer) => {
    const topic = await peer.createTopic();
    return [
      await peer.produce(topic, fresh(["a", "b"])),
      await peer.produce(topic, fresh(["c"]), { acks: 1 }),
      await peer.produce(topic, fresh(["d"], "gzip")),
      await peer.fetch(topic),
      await peer.fetch(topic, { offset: 1 }),
      await peer.fetch(topic, { offset: 4 }),
      await peer.fetch(topic, { offset: 5 }),
      await peer.fetch(topic, { maxBytes: 10 }),
      await peer.offsets(topic, -1n),
      await peer.offsets(topic, -2n),
      await peer.offsets(topic, 0n),
      await peer.offsets(topic, BigInt(Date.now()) + 10_000_000n),
    ];
  },
  "topics that are not there": async (peer) => [
    await peer.produce(peer.uniqueName(), fresh(["a"])),
    await peer.fetch(peer.uniqueName()),
    await peer.offsets(peer.uniqueName(), -1n),
    await peer.deleteTopic(peer.uniqueName()),
    await metadataCode(peer, peer.uniqueName()),
    await metadataCode(peer, "not a name"),
    await peer.produce(await peer.createTopic(), fresh(["a"]), { partition: 9 }),
  ],
  "deleted and created again": async (peer) => {
    const topic = await peer.createTopic();
    return [await peer.produce(topic, fresh(["a"])), await peer.deleteTopic(topic)];
  },
  "batches that are not in order": async (peer) => {
    const topic = await peer.createTopic({ "max.message.bytes": "1000" });
    const corrupt = fresh(["a"]);
    corrupt[corrupt.length - 1]! ^= 1;
    const whole = fresh(["a"]);
    return [
      await peer.produce(topic, corrupt),
      await peer.produce(
        topic,
        tampered((view) => view.setBigInt64(0, 5n)),
      ),
      await peer.produce(
        topic,
        tampered((view) => view.setInt32(23, 5)),
      ),
      await peer.produce(
        topic,
        tampered((view) => setCounts(view, 3)),
      ),
      await peer.produce(
        topic,
        tampered((view) => view.setInt16(21, 0x20)),
      ),
      await peer.produce(topic, Buffer.concat([fresh(["a"]), fresh(["b"])])),
      await peer.produce(topic, fresh(["x".repeat(1000)])),
      await peer.produce(topic, whole.subarray(0, whole.length - 1)),
      await peer.produce(topic, new Uint8Array()),
      await peer.produce(topic, fresh(["a"]), { acks: 2 }),
      await peer.fetch(topic),
    ];
  },
  "unknown topic with acks 0 hangs up": async (peer) => [
    await peer.produce(peer.uniqueName(), fresh(["a"]), { acks: 0 }),
  ],
  "compacted topics and timestamps": async (peer) => {
    const compacted = await peer.createTopic({ "cleanup.policy": "compact" });
    const stamped = await peer.createTopic({ "message.timestamp.type": "LogAppendTime" });
    const bounded = await peer.createTopic({ "message.timestamp.after.max.ms": "1000" });
    const keyless = batch(["a", "b"], { keys: false, timestampMs: Date.now() });
    return [
      await peer.produce(compacted, keyless),
      await peer.produce(compacted, fresh(["a"])),
      await peer.produce(stamped, fresh(["a"])),
      await peer.fetch(stamped),
      await peer.produce(bounded, batch(["a", "b"], { timestampMs: Date.now() + 100_000 })),
    ];
  },
  "sequences: duplicates, gaps, epochs, no state": async (peer) => {
    const topic = await peer.createTopic();
    const one = await peer.newProducer();
    const two = await peer.newProducer();
    const three = await peer.newProducer();
    return [
      one.epoch,
      await peer.send(topic, ["a", "b"], one, 0),
      await peer.send(topic, ["a", "b"], one, 0),
      await peer.send(topic, ["a"], one, 0),
      await peer.send(topic, ["c"], one, 3),
      await peer.send(topic, ["c"], one, 2),
      await peer.send(topic, ["d"], one, 3),
      await peer.send(topic, ["e"], one, 4),
      await peer.send(topic, ["f"], one, 5),
      await peer.send(topic, ["g"], one, 6),
      await peer.send(topic, ["a", "b"], one, 0),
      await peer.send(topic, ["c"], one, 2),
      await peer.send(topic, ["h"], { ...one, epoch: 1 }, 7),
      await peer.send(topic, ["h"], { ...one, epoch: 1 }, 0),
      await peer.send(topic, ["i"], one, 7),
      await peer.send(topic, ["z"], two, 41),
      await peer.send(topic, ["y"], two, 42),
      await peer.send(topic, ["w"], three, 2 ** 31 - 2, {}),
      await peer.send(topic, ["x", "y", "z"], three, 2 ** 31 - 1),
      await peer.send(topic, ["v"], three, 2),
      await peer.fetch(topic),
    ];
  },
  "a transaction under version 1": async (peer) => {
    const topic = await peer.createTopic();
    const id = peer.uniqueName("tx");
    const me = await peer.init(id);
    const options = { transactional: true, transactionalId: id, version: 11 };
    return [
      [me.error, me.epoch],
      await peer.send(topic, ["not added"], me, 0, options),
      await peer.send(topic, ["not added"], me, 0, { ...options, version: 10 }),
      await peer.addPartition(id, me, topic),
      await peer.addPartition(id, me, topic, 9),
      await peer.send(topic, ["a"], me, 0, options),
      await peer.fetch(topic, { committed: true }),
      await peer.offsets(topic, -1n, true),
      await peer.end(id, me, true),
      await settled(peer, topic),
      await peer.end(id, me, true),
      await peer.end(id, me, false),
      await peer.addPartition(id, me, topic),
      await peer.send(topic, ["b"], me, 1, options),
      await peer.end(id, me, false),
      await settled(peer, topic),
      await peer.fetch(topic, { committed: true }),
    ];
  },
  "a new instance fences the old one": async (peer) => {
    const topic = await peer.createTopic();
    const id = peer.uniqueName("tx");
    const old = await peer.init(id);
    const options = { transactional: true, transactionalId: id, version: 11 };
    await peer.addPartition(id, old, topic);
    await peer.send(topic, ["a"], old, 0, options);
    const young = await peer.init(id);
    return [
      [young.error, young.epoch, young.producerId === old.producerId],
      await peer.send(topic, ["b"], old, 1, options),
      await peer.addPartition(id, old, topic),
      await peer.addPartition(id, old, topic, 0, 1),
      await peer.end(id, old, true),
      await peer.end(id, old, true, 1),
      outcome(await peer.init(id, old)),
      outcome(await peer.init(id, old, 3)),
      outcome(await peer.init(id, young)),
      outcome(await peer.init(id, young)),
      await settled(peer, topic),
    ];
  },
  "who nobody knows": async (peer) => {
    const topic = await peer.createTopic();
    const id = peer.uniqueName("tx");
    const nobody = { producerId: 987_654n, epoch: 0 };
    const first = [
      await peer.addPartition(id, nobody, topic),
      await peer.end(id, nobody, true),
      await peer.addOffsets(id, nobody, "g"),
    ];
    const me = await peer.init(id);
    return [
      ...first,
      await peer.addPartition(id, { ...me, producerId: 987_654n }, topic),
      await peer.addPartition(id, { ...me, epoch: 5 }, topic),
      await peer.end(id, me, true),
      await peer.end(id, me, false),
      outcome(await peer.init("")),
    ];
  },
  "transactions under version 2": async (peer) => {
    const topic = await peer.createTopic();
    const id = peer.uniqueName("tx");
    const me = await peer.init(id);
    const next = { ...me, epoch: 1 };
    const options = { transactional: true, transactionalId: id, version: 12 };
    return [
      await peer.send(topic, ["above 0"], me, 3, options),
      await peer.send(topic, ["a"], me, 0, options),
      await peer.send(topic, ["b"], me, 1, options),
      await peer.end(id, me, true, 5),
      await settled(peer, topic),
      await peer.end(id, me, true, 5),
      await peer.end(id, me, false, 5),
      await peer.send(topic, ["late"], me, 2, options),
      await peer.send(topic, ["c"], next, 0, options),
      await peer.end(id, me, true, 5),
      await peer.end(id, next, false, 5),
      await settled(peer, topic),
      await peer.end(id, { ...me, epoch: 2 }, true, 5),
      await peer.end(id, { ...me, epoch: 2 }, false, 5),
      await peer.end(id, { ...me, epoch: 3 }, false, 5),
      await peer.fetch(topic, { committed: true }),
    ];
  },
  "admin requests that make no sense": async (peer) => {
    const topic = await peer.createTopic();
    const create = async (fields: object) => {
      const request = {
        name: peer.uniqueName(),
        numPartitions: 1,
        replicationFactor: 1,
        assignments: [],
        configs: [],
        ...fields,
      };
      return (await peer.ask(CreateTopics, 5, { topics: [request], timeoutMs: 5000 })).topics[0]!.errorCode;
    };
    const grow = async (name: string, count: number) => {
      const topics = [{ name, count, assignments: null }];
      return (await peer.ask(CreatePartitions, 1, { topics, timeoutMs: 5000, validateOnly: false })).results[0]!
        .errorCode;
    };
    const find = async (key: string, keyType: number) =>
      (await peer.ask(FindCoordinator, 2, { key, keyType })).errorCode;
    return [
      await create({ name: topic }),
      await create({ name: "not a name" }),
      await create({ name: "x".repeat(250) }),
      await create({ numPartitions: 0 }),
      await create({ replicationFactor: 0 }),
      await create({ replicationFactor: 99 }),
      await create({ configs: [{ name: "max.message.bytes", value: "many" }] }),
      await create({ assignments: [{ partitionIndex: 0, brokerIds: [77] }], numPartitions: -1, replicationFactor: -1 }),
      await grow(topic, 1),
      await grow(topic, 3),
      await grow(peer.uniqueName(), 3),
      await find("", 1),
      await find("x", 9),
      (await peer.ask(SaslHandshake, 1, { mechanism: "PLAIN" }).catch(() => ({ errorCode: -99 }))).errorCode,
    ];
  },
  "requests that are cut or too new": async (peer) => {
    const outcomeOf = async (bytes: Uint8Array) => {
      const { client } = peer;
      client.write(bytes);
      const end = new Promise<string>((resolve) => setTimeout(() => resolve("open"), 2000));
      return Promise.race([client.closed.then(() => "closed"), end]);
    };
    return [
      await outcomeOf(Buffer.from([0, 0, 0, 4, 0, 0, 0, 9])),
      await outcomeOf(Buffer.from([0, 0, 0, 10, 0, 3, 0, 99, 0, 0, 0, 1, 0, 0])),
      await outcomeOf(Buffer.from([0, 0, 0, 10, 3, 231, 0, 0, 0, 0, 0, 1, 0, 0])),
      await outcomeOf(Buffer.from([0x7f, 0xff, 0xff, 0xff, 0, 0])),
      await outcomeOf(Buffer.from([0xff, 0xff, 0xff, 0xff, 0, 0])),
    ];
  },
  "mixed writes of one producer": async (peer) => {
    const topic = await peer.createTopic({}, 2);
    const id = peer.uniqueName("tx");
    const me = await peer.init(id);
    const options = { transactional: true, transactionalId: id, version: 11 };
    return [
      await peer.addPartition(id, me, topic),
      await peer.send(topic, ["a"], me, 0, options),
      await peer.send(topic, ["plain, in the middle"], me, 1),
      await peer.send(topic, ["b"], me, 1, options),
      await peer.send(topic, ["elsewhere"], me, 0, { ...options, partition: 1 }),
      await peer.send(topic, ["nameless"], me, 0, { transactional: true, version: 11, partition: 1 }),
      await peer.end(id, me, false),
      await settled(peer, topic),
      await peer.send(topic, ["plain, after it"], me, 2),
      await peer.fetch(topic, { committed: true }),
    ];
  },
  "transactional ids with odd timeouts": async (peer) => {
    const init = async (transactionTimeoutMs: number) => {
      const transactionalId = peer.uniqueName("tx");
      await peer.init(transactionalId);
      return (await peer.ask(InitProducerId, 4, { transactionalId, transactionTimeoutMs })).errorCode;
    };
    return [await init(0), await init(-1), await init(900_001), await init(900_000)];
  },
  "a log that was cut at its head": async (peer) => {
    const topic = await peer.createTopic();
    await peer.produce(topic, fresh(["a", "b", "c"]));
    await peer.produce(topic, fresh(["d"]));
    const back = async (timestamp: bigint) => (await peer.offsets(topic, timestamp)).offset;
    return [await back(-1n), await back(-2n), await peer.fetch(topic, { offset: 3 })];
  },
  "offsets in transactions": async (peer) => {
    const topic = await peer.createTopic();
    const id = peer.uniqueName("tx");
    const group = peer.uniqueName("g");
    const me = await peer.init(id);
    return [
      await peer.commitOffset(id, me, group, topic, 3),
      await peer.addOffsets(id, me, group),
      await peer.commitOffset(id, me, group, topic, 3),
      await peer.commitOffset(id, me, group, topic, 3, 7, "somebody"),
      await peer.end(id, me, true),
    ];
  },
};

/** What else is asked of Kafka 4.1 only: newer versions of requests. */
export const newerScripts: Readonly<Record<string, (peer: Peer) => Promise<unknown>>> = {
  "topics by id": async (peer) => {
    const topic = await peer.createTopic();
    const topicId = (await peer.ask(Metadata, 12, { topics: [{ name: topic }] })).topics[0]!.topicId;
    const stranger = "AAAAAAAAQACAAAAAAAAAAQ";
    const produce = async (id: string) => {
      const topicData = [{ topicId: id, partitionData: [{ index: 0, records: fresh(["a"]) }] }];
      const answer = await peer.ask(Produce, 13, { acks: -1, timeoutMs: 5000, topicData });
      return answer.responses[0]!.partitionResponses[0]!.errorCode;
    };
    const fetch = async (id: string, currentLeaderEpoch = -1) => {
      const partitions = [{ partition: 0, currentLeaderEpoch, fetchOffset: 0n, partitionMaxBytes: 1000 }];
      const topics = [{ topicId: id, partitions }];
      const answer = await peer.ask(Fetch, 16, { maxWaitMs: 0, minBytes: 0, topics, forgottenTopicsData: [] });
      return answer.responses[0]!.partitions[0]!.errorCode;
    };
    const metadata = async (id: string) =>
      (await peer.ask(Metadata, 12, { topics: [{ topicId: id, name: null }] })).topics[0]!.errorCode;
    return [
      [await produce(topicId), await produce(stranger)],
      [await fetch(topicId), await fetch(stranger), await fetch(topicId, 0), await fetch(topicId, 99)],
      [await metadata(topicId), await metadata(stranger)],
    ];
  },
};

const fresh = (values: readonly string[], compression: "none" | "gzip" = "none"): Uint8Array =>
  batch(values, { timestampMs: Date.now(), compression });

function tampered(change: (view: DataView) => void): Uint8Array {
  const bytes = fresh(["a", "b"]);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  change(view);
  view.setUint32(17, crc32c(bytes.subarray(21)));
  return bytes;
}

function setCounts(view: DataView, count: number): void {
  view.setInt32(23, count - 1);
  view.setInt32(57, count);
}

async function metadataCode(peer: Peer, name: string): Promise<number> {
  const { topics } = await peer.ask(Metadata, 9, { topics: [{ name }], allowAutoTopicCreation: false });
  return topics[0]?.errorCode ?? ErrorCode.NONE;
}

const outcome = ({ error, epoch }: { readonly error: string; readonly epoch: number }) => [error, epoch];

/** The log once no transaction is open any more: real markers take a moment. */
async function settled(peer: Peer, topic: string) {
  for (let attempt = 0; ; attempt++) {
    const fetched = await peer.fetch(topic);
    if (fetched.lastStableOffset === fetched.highWatermark || attempt === 50) return fetched;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
