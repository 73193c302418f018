/** The batches of one partition, in send order, and what is known of its leader. */
import type { PartitionSequence } from "../idempotence/index.js";
import type { TopicPartition } from "../record/index.js";
import type { ProducerBatch } from "./producer-batch.js";
import type { TopicQueues } from "./topic-queues.js";

export class PartitionQueue {
  readonly topic: TopicQueues;
  readonly topicPartition: TopicPartition;
  /** Waiting to be sent, oldest first; only the last one may be open. */
  readonly batches: ProducerBatch[] = [];
  /** On the wire, oldest first. A batch that expired there stays until its request is over. */
  readonly inFlight: ProducerBatch[] = [];
  /** The batch that takes records; always the last of {@link batches}. */
  openBatch: ProducerBatch | undefined;
  /** -1: none is known. */
  leaderId = -1;
  leaderEpoch = -1;
  /** Numbers its batches; undefined unless the producer is idempotent. */
  readonly sequence: PartitionSequence | undefined;

  constructor(topic: TopicQueues, partition: number, sequence: PartitionSequence | undefined) {
    this.topic = topic;
    this.topicPartition = Object.freeze({ topic: topic.name, partition });
    this.sequence = sequence;
  }

  get name(): string {
    return `${this.topicPartition.topic}-${this.topicPartition.partition}`;
  }

  setLeader(leaderId: number, leaderEpoch: number): void {
    if (leaderId !== this.leaderId || leaderEpoch !== this.leaderEpoch) {
      // The same node in a new epoch may have lost what it knew of this producer, as a new one may never have known it.
      this.sequence?.leaderChanged();
      this.#retryNow();
    }
    this.leaderId = leaderId;
    this.leaderEpoch = leaderEpoch;
  }

  /** KIP-951: what an old leader refused need not wait before it asks a new one. */
  #retryNow(): void {
    for (const batch of this.batches) batch.retryAtMs = 0;
  }

  /** Puts back a batch that was sent: before everything that was sent after it. */
  reinsert(batch: ProducerBatch): void {
    const { batches } = this;
    let index = 0;
    while (index < batches.length && (batches[index] as ProducerBatch).order < batch.order) index++;
    batches.splice(index, 0, batch);
  }

  remove(batch: ProducerBatch): void {
    if (this.openBatch === batch) this.openBatch = undefined;
    const index = this.batches.indexOf(batch);
    if (index >= 0) this.batches.splice(index, 1);
  }

  landed(batch: ProducerBatch): void {
    const index = this.inFlight.indexOf(batch);
    if (index >= 0) this.inFlight.splice(index, 1);
  }
}
