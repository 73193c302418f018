import { decodeResponse, encodeResponse, Metadata as MetadataApi } from "@k/protocol";
import { expect, test } from "vitest";
import { metadataResponse, type ScriptedTopic } from "../../test/support/scripted-broker.js";
import { ClusterMetadata } from "./cluster-metadata.js";
import { moveLeaders } from "./leader-hint.js";
import { isEquivalent, mergeMetadata } from "./merge-metadata.js";

const VERSION = 12;

function merge(
  before: ClusterMetadata,
  topics: readonly ScriptedTopic[],
  options: { version?: number; partial?: boolean } = {},
) {
  const version = options.version ?? VERSION;
  const frame = Buffer.concat(encodeResponse(MetadataApi, version, 1, metadataResponse({ topics }) as never)).subarray(
    4,
  );
  const { response } = decodeResponse(MetadataApi, version, frame);
  return mergeMetadata(before, response, { version, partial: options.partial ?? false, wanted: new Set(["t", "u"]) });
}

const at = (leader: number, epoch: number, topicId = "AAAAAAAAAAAAAAAAAAAAAQ"): ScriptedTopic => ({
  name: "t",
  leaders: [leader],
  epoch,
  topicId,
});
const leaderOf = (cluster: ClusterMetadata, topic = "t") => cluster.topics.get(topic)?.partitions[0]?.leaderId;

test("a newer leader epoch replaces the leader, an older one is a broker that lags behind", () => {
  const first = merge(ClusterMetadata.empty, [at(1, 5)]);
  expect(leaderOf(merge(first, [at(2, 6)]))).toBe(2);
  expect(leaderOf(merge(first, [at(2, 4)]))).toBe(1);
  expect(leaderOf(merge(first, [at(2, 5)]))).toBe(2);
});

test("epochs of responses before v9 are not trusted", () => {
  const first = merge(ClusterMetadata.empty, [at(1, 5)], { version: 8 });
  expect(first.topics.get("t")?.partitions[0]?.leaderEpoch).toBe(-1);
  expect(leaderOf(merge(first, [at(2, 4)], { version: 8 }))).toBe(2);
});

test("a topic that was deleted and made again starts with new epochs", () => {
  const first = merge(ClusterMetadata.empty, [at(1, 5)]);
  const again = merge(first, [at(2, 0, "AAAAAAAAAAAAAAAAAAAAAg")]);
  expect(leaderOf(again)).toBe(2);
  expect(again.topicNameById("AAAAAAAAAAAAAAAAAAAAAg")).toBe("t");
  expect(again.topicNameById("AAAAAAAAAAAAAAAAAAAAAQ")).toBeUndefined();
});

test("a partial answer keeps the topics that it does not mention, a full one drops them", () => {
  const first = merge(ClusterMetadata.empty, [at(1, 5)]);
  expect(leaderOf(merge(first, [{ name: "u", leaders: [3] }], { partial: true }))).toBe(1);
  expect(leaderOf(merge(first, [{ name: "u", leaders: [3] }]))).toBeUndefined();
});

test("an error takes a topic out and is kept beside it, until a good answer", () => {
  const first = merge(ClusterMetadata.empty, [at(1, 5)]);
  const gone = merge(first, [{ name: "t", errorCode: 3 }]);
  expect(gone.topics.has("t")).toBe(false);
  expect(gone.topicErrors.get("t")?.code).toBe("UNKNOWN_TOPIC_OR_PARTITION");
  expect(merge(gone, [at(1, 6)]).topicErrors.size).toBe(0);
});

test("topics that nobody asked for are not kept", () => {
  expect(merge(ClusterMetadata.empty, [{ name: "other" }]).topics.size).toBe(0);
});

test("the picture before is never changed", () => {
  const first = merge(ClusterMetadata.empty, [at(1, 5)]);
  merge(first, [at(2, 6)]);
  expect(leaderOf(first)).toBe(1);
});

test("an answer is news if a leader, an epoch, an id or a broker differs", () => {
  const first = merge(ClusterMetadata.empty, [at(1, 5)]);
  expect(isEquivalent(first, merge(first, [at(1, 5)]))).toBe(true);
  expect(isEquivalent(first, merge(first, [at(2, 6)]))).toBe(false);
  expect(isEquivalent(first, merge(first, [at(1, 6)]))).toBe(false);
  expect(isEquivalent(first, merge(first, []))).toBe(false);
  const moved = first.with({ brokers: new Map([[0, { nodeId: 0, host: "broker-0", port: 1, rack: null }]]) });
  expect(isEquivalent(first, moved)).toBe(false);
});

test.each([
  ["a newer epoch with the new leader's address moves it", { leaderId: 7, leaderEpoch: 6 }, true],
  ["an epoch seen already is no news", { leaderId: 7, leaderEpoch: 5 }, false],
  ["an unknown partition is ignored", { leaderId: 7, leaderEpoch: 6, partition: 9 }, false],
  ["a leader without an address is ignored", { leaderId: 8, leaderEpoch: 6 }, false],
  ["no leader is no hint", { leaderId: -1, leaderEpoch: -1 }, false],
])("leader hints: %s", (_, hint, accepted) => {
  const first = merge(ClusterMetadata.empty, [at(1, 5)]);
  const endpoints = [{ nodeId: 7, host: "seven", port: 9092 }];
  const { cluster, movedCount } = moveLeaders(first, [{ topic: "t", partition: 0, ...hint }], endpoints);
  expect(movedCount).toBe(accepted ? 1 : 0);
  expect(leaderOf(first)).toBe(1);
  if (accepted) {
    expect(leaderOf(cluster)).toBe(7);
    expect(cluster.brokers.get(7)?.host).toBe("seven");
  } else expect(cluster).toBe(first);
});

test("the leader hints of one response make one new picture, also two of one topic", () => {
  const first = merge(ClusterMetadata.empty, [{ ...at(1, 5), leaders: [1, 1] }]);
  const hint = { topic: "t", leaderId: 7, leaderEpoch: 6 };
  const { cluster, movedCount } = moveLeaders(
    first,
    [0, 1, 2].map((index) => ({ ...hint, partition: index })),
    [{ nodeId: 7, host: "seven", port: 9092 }],
  );
  expect(movedCount).toBe(2);
  expect(cluster.topics.get("t")?.partitions.map(({ leaderId }) => leaderId)).toEqual([7, 7]);
});

test.each([2 ** 31 - 1, 5_000, -1])(
  "partition %i of a topic with one is damage, and not room for that many",
  (index) => {
    const response = metadataResponse({ topics: [at(1, 5)] });
    const frame = Buffer.concat(encodeResponse(MetadataApi, VERSION, 1, response as never)).subarray(4);
    const { response: damaged } = decodeResponse(MetadataApi, VERSION, frame);
    Object.assign(damaged.topics[0]!.partitions[0]!, { partitionIndex: index });
    const merged = mergeMetadata(ClusterMetadata.empty, damaged, {
      version: VERSION,
      partial: false,
      wanted: new Set(["t"]),
    });
    expect(merged.topics.has("t")).toBe(false);
  },
);
