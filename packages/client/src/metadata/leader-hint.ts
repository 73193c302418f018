/** KIP-951: Produce and Fetch responses name the new leader when they refuse; the picture can change without asking. */
import type { ClusterMetadata } from "./cluster-metadata.js";

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
  readonly endpoints: readonly LeaderEndpoint[];
}

/** The picture with that leader in it, or undefined if the hint is no news or cannot be trusted. */
export function moveLeader(before: ClusterMetadata, hint: LeaderHint): ClusterMetadata | undefined {
  const { leaderId, leaderEpoch } = hint;
  const topic = before.topics.get(hint.topic);
  const partition = topic?.partitions[hint.partition];
  if (topic === undefined || partition === undefined || leaderId < 0 || leaderEpoch < 0) return undefined;
  if (leaderEpoch <= partition.leaderEpoch) return undefined;
  const brokers = new Map(before.brokers);
  for (const { nodeId, host, port, rack = null } of hint.endpoints) brokers.set(nodeId, { nodeId, host, port, rack });
  if (!brokers.has(leaderId)) return undefined;
  const partitions = topic.partitions.with(hint.partition, { ...partition, leaderId, leaderEpoch });
  const topics = new Map(before.topics).set(topic.name, { ...topic, partitions });
  return before.with({ brokers, topics });
}
