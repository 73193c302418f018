/** Offsets of a consumer that are committed as part of a transaction. */

export interface OffsetToCommit {
  readonly topic: string;
  readonly partition: number;
  /** Of the next record to read: one more than the last one that was processed. */
  readonly offset: bigint | number;
  readonly leaderEpoch?: number;
  readonly metadata?: string | null;
}

/** Who commits. A group id alone is enough; with the rest, a consumer that was thrown out of its group is refused (KIP-447). */
export interface ConsumerGroupMetadata {
  readonly groupId: string;
  readonly generationId?: number;
  readonly memberId?: string;
  readonly groupInstanceId?: string | null;
}

interface TopicOffsets {
  readonly name: string;
  readonly partitions: {
    readonly partitionIndex: number;
    readonly committedOffset: bigint;
    readonly committedLeaderEpoch: number;
    readonly committedMetadata: string | null;
  }[];
}

/** As TxnOffsetCommit wants them: by topic. */
export function offsetsByTopic(offsets: readonly OffsetToCommit[]): TopicOffsets[] {
  const byTopic = new Map<string, TopicOffsets>();
  for (const { topic, partition, offset, leaderEpoch = -1, metadata = null } of offsets) {
    const committed = {
      partitionIndex: partition,
      committedOffset: BigInt(offset),
      committedLeaderEpoch: leaderEpoch,
      committedMetadata: metadata,
    };
    const ofTopic = byTopic.get(topic);
    if (ofTopic === undefined) byTopic.set(topic, { name: topic, partitions: [committed] });
    else ofTopic.partitions.push(committed);
  }
  return [...byTopic.values()];
}

/** The same for the same commit only: what is committed, and by whom. */
export function offsetsKey(offsets: readonly OffsetToCommit[], group: ConsumerGroupMetadata): string {
  const { groupId, generationId, memberId, groupInstanceId } = group;
  return JSON.stringify([
    [groupId, generationId, memberId, groupInstanceId],
    offsets.map(({ topic, partition, offset, leaderEpoch, metadata }) => [
      topic,
      partition,
      String(offset),
      leaderEpoch,
      metadata,
    ]),
  ]);
}
