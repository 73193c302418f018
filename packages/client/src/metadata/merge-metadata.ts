/** A Metadata response and the picture before it, made into the next picture. Pure. */
import { BrokerError, ErrorCode, type Metadata as MetadataApi, type ResponseOf } from "@k/protocol";
import type { ClusterMetadata, PartitionMetadata, TopicMetadata } from "./cluster-metadata.js";

export type MetadataResponse = ResponseOf<typeof MetadataApi>;
type ResponseTopic = MetadataResponse["topics"][number];

export interface MergeOptions {
  /** The version of the response. */
  readonly version: number;
  /** Whether topics that the response does not mention are kept: it was asked about some only. */
  readonly partial: boolean;
  /** Topics that somebody wants to know about; others are dropped. */
  readonly wanted: ReadonlySet<string>;
}

// KIP-320: before v9 the epochs of a response are not reliable (KAFKA-9212), so they are treated as unknown.
const FIRST_RELIABLE_EPOCHS = 9;

/** A response leaves out none; this many are forgiven. */
const MAX_SKIPPED_PARTITIONS = 1_000;

export function mergeMetadata(
  before: ClusterMetadata,
  response: MetadataResponse,
  options: MergeOptions,
): ClusterMetadata {
  const topics = new Map<string, TopicMetadata>();
  const topicErrors = new Map<string, BrokerError>();
  if (options.partial) {
    for (const [name, topic] of before.topics) if (options.wanted.has(name)) topics.set(name, topic);
    for (const [name, error] of before.topicErrors) if (options.wanted.has(name)) topicErrors.set(name, error);
  }
  for (const topic of response.topics) {
    if (topic.name === null || !options.wanted.has(topic.name)) continue;
    topics.delete(topic.name);
    topicErrors.delete(topic.name);
    if (topic.errorCode !== ErrorCode.NONE) {
      topicErrors.set(topic.name, new BrokerError(topic.errorCode, `topic ${topic.name}`));
    } else {
      const merged = mergeTopic(before.topics.get(topic.name), topic, topic.name, options.version);
      // Without partitions it is still being made, or damaged: nothing that anybody waits for.
      if (merged.partitions.length > 0) topics.set(topic.name, merged);
    }
  }
  const brokers = new Map(
    response.brokers.map(({ nodeId, host, port, rack }) => [nodeId, { nodeId, host, port, rack }]),
  );
  return before.with({
    brokers,
    topics,
    topicErrors,
    controllerId: response.controllerId,
    clusterId: response.clusterId ?? before.clusterId,
  });
}

function mergeTopic(
  before: TopicMetadata | undefined,
  topic: ResponseTopic,
  name: string,
  version: number,
): TopicMetadata {
  // Another id is another topic under the same name: its epochs start again.
  const same = before !== undefined && before.topicId === topic.topicId ? before : undefined;
  const partitions: PartitionMetadata[] = [];
  for (const partition of topic.partitions) {
    if (!isPlausible(partition.partitionIndex, topic.partitions.length)) continue;
    const known = same?.partitions[partition.partitionIndex];
    const leaderEpoch = version >= FIRST_RELIABLE_EPOCHS ? partition.leaderEpoch : -1;
    // KIP-320: a broker that lags behind names an older leader; what was seen already counts.
    const isOlder = known !== undefined && leaderEpoch >= 0 && leaderEpoch < known.leaderEpoch;
    partitions[partition.partitionIndex] = isOlder
      ? known
      : {
          partition: partition.partitionIndex,
          leaderId: partition.leaderId,
          leaderEpoch,
          replicas: partition.replicaNodes,
          isr: partition.isrNodes,
        };
  }
  return { name, topicId: topic.topicId, isInternal: topic.isInternal, partitions: withoutGaps(partitions) };
}

/**
 * Partitions are numbered from 0 without gaps, and a response names them all. A number far beyond their count is damage, and
 * would have the list filled up to it: one changed byte could cost gigabytes.
 */
function isPlausible(index: number, count: number): boolean {
  return index >= 0 && index < count + MAX_SKIPPED_PARTITIONS;
}

/** Partitions that a response skips have no leader as far as we know. */
function withoutGaps(partitions: PartitionMetadata[]): PartitionMetadata[] {
  for (let i = 0; i < partitions.length; i++) {
    partitions[i] ??= { partition: i, leaderId: -1, leaderEpoch: -1, replicas: [], isr: [] };
  }
  return partitions;
}

/** Whether the second picture says anything new about brokers, leaders or errors. */
export function isEquivalent(a: ClusterMetadata, b: ClusterMetadata): boolean {
  if (a.controllerId !== b.controllerId || a.brokers.size !== b.brokers.size || a.topics.size !== b.topics.size)
    return false;
  for (const [nodeId, broker] of b.brokers) {
    const other = a.brokers.get(nodeId);
    if (other === undefined || other.host !== broker.host || other.port !== broker.port) return false;
  }
  for (const [name, topic] of b.topics) {
    const other = a.topics.get(name);
    if (other === undefined || !isSameTopic(other, topic)) return false;
  }
  return true;
}

function isSameTopic(a: TopicMetadata, b: TopicMetadata): boolean {
  if (a.topicId !== b.topicId || a.partitions.length !== b.partitions.length) return false;
  return a.partitions.every((partition, i) => {
    const other = b.partitions[i]!;
    return partition.leaderId === other.leaderId && partition.leaderEpoch === other.leaderEpoch;
  });
}
