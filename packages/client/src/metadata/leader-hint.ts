/** KIP-951: Produce and Fetch responses name the new leader when they refuse; the picture can change without asking. */
import type { Broker, ClusterMetadata, TopicMetadata } from "./cluster-metadata.js";

export interface LeaderEndpoint {
  readonly nodeId: number;
  readonly host: string;
  readonly port: number;
  readonly rack?: string | null;
}

export interface LeaderHint {
  readonly topic: string;
  readonly partition: number;
  readonly leaderId: number;
  readonly leaderEpoch: number;
}

/**
 * The picture with those leaders in it; the same one if no hint is news that can be trusted. All hints of a response go
 * together: a picture may hold ten thousand topics, and is copied once.
 */
export function moveLeaders(
  before: ClusterMetadata,
  hints: readonly LeaderHint[],
  endpoints: readonly LeaderEndpoint[],
): { readonly cluster: ClusterMetadata; readonly movedCount: number } {
  const brokers = new Map<number, Broker>(before.brokers);
  for (const { nodeId, host, port, rack = null } of endpoints) brokers.set(nodeId, { nodeId, host, port, rack });
  const moved = new Map<string, TopicMetadata>();
  let movedCount = 0;
  for (const { topic: name, partition: index, leaderId, leaderEpoch } of hints) {
    const topic = moved.get(name) ?? before.topics.get(name);
    const partition = topic?.partitions[index];
    if (topic === undefined || partition === undefined || !brokers.has(leaderId)) continue;
    if (leaderEpoch < 0 || leaderEpoch <= partition.leaderEpoch) continue;
    moved.set(name, { ...topic, partitions: topic.partitions.with(index, { ...partition, leaderId, leaderEpoch }) });
    movedCount += 1;
  }
  if (movedCount === 0) return { cluster: before, movedCount };
  return { cluster: before.with({ brokers, topics: new Map([...before.topics, ...moved]) }), movedCount };
}
