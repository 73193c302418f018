/** A look into a partition's log, past the protocol. */
import { type KafkaRecord, readRecords } from "@k/records";
import type { Partition } from "./cluster/index.js";
import type { StoredBatch } from "./log/index.js";

export class LogView {
  readonly #partition: Partition;
  readonly #brokerId: number | undefined;

  /** Of the leader, or of the replica on one broker. */
  constructor(partition: Partition, brokerId?: number) {
    this.#partition = partition;
    this.#brokerId = brokerId;
  }

  get leaderId(): number {
    return this.#partition.leaderId;
  }

  get leaderEpoch(): number {
    return this.#partition.leaderEpoch;
  }

  /** In-sync replicas. */
  get isr(): readonly number[] {
    return this.#partition.isr;
  }

  get replicas(): readonly number[] {
    return this.#partition.replicas;
  }

  get startOffset(): bigint {
    return BigInt(this.#log.startOffset);
  }

  /** The offset that the next record gets. */
  get endOffset(): bigint {
    return BigInt(this.#log.endOffset);
  }

  /** Up to here consumers read. */
  get highWatermark(): bigint {
    return BigInt(this.#partition.highWatermark);
  }

  /** Up to here read_committed consumers read. */
  get lastStableOffset(): bigint {
    return BigInt(this.#log.lastStableOffset(this.#partition.highWatermark));
  }

  get sizeInBytes(): number {
    return this.#log.batches.sizeInBytes;
  }

  /** Oldest first, transaction markers included. The bytes are those of the log: do not write to them. */
  get batches(): readonly StoredBatch[] {
    return [...this.#log.batches];
  }

  /** Every record in the log, also of open and aborted transactions; without transaction markers. */
  *records(): IterableIterator<KafkaRecord> {
    for (const batch of this.#log.batches) if (!batch.control) yield* readRecords(batch.bytes);
  }

  get #log() {
    const { leaderLog } = this.#partition;
    return this.#brokerId === undefined ? leaderLog : this.#partition.logOf(this.#brokerId);
  }
}
