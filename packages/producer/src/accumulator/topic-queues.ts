/** The partitions of one topic, as metadata last described them, and what is guessed about its records. */
import type { TopicMetadata } from "@k/client";
import type { PartitionSequence } from "../idempotence/index.js";
import type { PartitionLoads, StickyPartition } from "../partitioner/index.js";
import { CompressionRatio } from "./compression-ratio.js";
import { PartitionQueue } from "./partition-queue.js";

const NO_TOPIC_ID = "AAAAAAAAAAAAAAAAAAAAAA";

export class TopicQueues implements PartitionLoads {
  readonly name: string;
  readonly sticky: StickyPartition;
  readonly ratio = new CompressionRatio();
  /** Index = partition. May be more than there are: what was queued for a partition that has vanished expires. */
  readonly queues: PartitionQueue[] = [];
  /** As of the latest metadata; 0 until there is some. */
  partitionCount = 0;
  /** 0 to {@link partitionCount}, for partitioners. */
  partitions: readonly number[] = [];
  /** Kafka's base64url form; undefined where the cluster has no topic ids. */
  topicId: string | undefined;
  readonly #makeSequence: () => PartitionSequence | undefined;
  readonly #isStalled: (nodeId: number) => boolean;

  constructor(
    name: string,
    sticky: StickyPartition,
    makeSequence: () => PartitionSequence | undefined,
    isStalled: (nodeId: number) => boolean,
  ) {
    this.name = name;
    this.sticky = sticky;
    this.#makeSequence = makeSequence;
    this.#isStalled = isStalled;
  }

  isAvailable(partition: number): boolean {
    const { leaderId } = this.queues[partition] as PartitionQueue;
    return leaderId >= 0 && !this.#isStalled(leaderId);
  }

  queueLength(partition: number): number {
    return (this.queues[partition] as PartitionQueue).batches.length;
  }

  update(metadata: TopicMetadata): void {
    if (this.partitionCount !== metadata.partitions.length) {
      this.partitionCount = metadata.partitions.length;
      this.partitions = Array.from({ length: this.partitionCount }, (_, partition) => partition);
    }
    const topicIdBefore = this.topicId;
    this.topicId = metadata.topicId === NO_TOPIC_ID || metadata.topicId === "" ? undefined : metadata.topicId;
    for (let partition = this.queues.length; partition < metadata.partitions.length; partition++) {
      this.queues.push(new PartitionQueue(this, partition, this.#makeSequence()));
    }
    this.queues.forEach((queue, partition) => {
      const known = metadata.partitions[partition];
      queue.setLeader(known?.leaderId ?? -1, known?.leaderEpoch ?? -1);
    });
    // A topic that was created again knows no producer.
    if (topicIdBefore !== this.topicId) for (const queue of this.queues) queue.sequence?.leaderChanged();
    if (this.partitionCount > 0 && !this.isAvailable(this.sticky.current(this))) this.sticky.leave();
  }

  /** The topic is gone from the cluster, or was never there: nothing can be sent until metadata has it again. */
  loseLeaders(): void {
    for (const queue of this.queues) queue.setLeader(-1, -1);
  }
}
