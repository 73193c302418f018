/**
 * One replica's copy of a partition: batches in memory, what is known of their producers, and of their transactions.
 * Appends what it is given; whether that is allowed is decided before (validate-batch, producer-state).
 */
import { BatchList, type StoredBatch } from "./batch-list.js";
import { ProducerState } from "./producer-state.js";

export interface AbortedTransaction {
  readonly producerId: number;
  readonly firstOffset: number;
  /** Offset of the abort marker. */
  readonly lastOffset: number;
}

export class PartitionLog {
  readonly batches = new BatchList();
  readonly producers = new ProducerState();
  readonly #maxBytes: number;
  readonly #aborted: AbortedTransaction[] = [];
  #startOffset = 0;
  #endOffset = 0;

  /** `maxBytes`: with more than that the oldest batches are dropped; the newest one always stays. */
  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** The first offset that can be read. */
  get startOffset(): number {
    return this.#startOffset;
  }

  /** The offset that the next record gets. */
  get endOffset(): number {
    return this.#endOffset;
  }

  /** Leader epoch of the last batch, -1 in an empty log. */
  get lastEpoch(): number {
    return this.batches.last?.leaderEpoch ?? -1;
  }

  append(batch: StoredBatch, nowMs: number): void {
    if (batch.control) this.#noteMarker(batch);
    this.batches.push(batch);
    this.#endOffset = batch.lastOffset + 1;
    this.producers.update(batch, nowMs);
    while (this.batches.sizeInBytes > this.#maxBytes && this.batches.length > 1) this.#dropOldest();
  }

  /**
   * Whole batches from the one that holds `offset` on, up to `endOffset` (exclusive) and `maxBytes`; the first one even
   * if it is larger, as Kafka does so that a consumer gets on. The bytes are shared with the log.
   */
  read(
    offset: number,
    endOffset: number,
    maxBytes: number,
  ): { readonly chunks: Uint8Array[]; readonly sizeInBytes: number } {
    const chunks: Uint8Array[] = [];
    let sizeInBytes = 0;
    for (let i = this.batches.indexOf(offset); ; i++) {
      const batch = this.batches.at(i);
      if (batch === undefined || batch.lastOffset >= endOffset) break;
      if (sizeInBytes > 0 && sizeInBytes + batch.bytes.length > maxBytes) break;
      chunks.push(batch.bytes);
      sizeInBytes += batch.bytes.length;
    }
    return { chunks, sizeInBytes };
  }

  /** Bytes that a read from `offset` to `endOffset` would give, counted up to `enough`. */
  bytesAvailable(offset: number, endOffset: number, enough: number): number {
    let sizeInBytes = 0;
    for (let i = this.batches.indexOf(offset); sizeInBytes < enough; i++) {
      const batch = this.batches.at(i);
      if (batch === undefined || batch.lastOffset >= endOffset) break;
      sizeInBytes += batch.bytes.length;
    }
    return sizeInBytes;
  }

  /** The first offset of an open transaction, or `highWatermark`: read_committed ends here. */
  lastStableOffset(highWatermark: number): number {
    return Math.min(this.producers.firstOpenOffset() ?? highWatermark, highWatermark);
  }

  /** What a read_committed consumer has to leave out of `[from, to)`. */
  abortedTransactions(from: number, to: number): AbortedTransaction[] {
    return this.#aborted.filter(({ firstOffset, lastOffset }) => firstOffset < to && lastOffset >= from);
  }

  /** DeleteRecords: everything before `offset` can no longer be read. */
  deleteBefore(offset: number): void {
    this.#startOffset = Math.min(Math.max(offset, this.#startOffset), this.#endOffset);
    while (this.batches.first !== undefined && this.batches.first.lastOffset < this.#startOffset) this.batches.shift();
  }

  /** Loses everything from `offset` on; a batch that straddles it goes as a whole. */
  truncate(offset: number, nowMs: number): void {
    let { last } = this.batches;
    if (last === undefined || last.lastOffset < offset) return;
    while (last !== undefined && last.lastOffset >= offset) {
      this.#endOffset = last.baseOffset;
      this.batches.pop();
      last = this.batches.last;
    }
    this.#startOffset = Math.min(this.#startOffset, this.#endOffset);
    while ((this.#aborted.at(-1)?.lastOffset ?? -1) >= this.#endOffset) this.#aborted.pop();
    this.producers.truncate(this.#endOffset, this.batches, nowMs);
  }

  /** Starts empty at `offset`: a follower whose leader no longer has what it needs. */
  restartAt(offset: number): void {
    while (this.batches.pop() !== undefined);
    this.#startOffset = offset;
    this.#endOffset = offset;
    this.#aborted.length = 0;
    this.producers.forget();
  }

  #noteMarker(marker: StoredBatch): void {
    const firstOffset = this.producers.openTransactionFirstOffset(marker.producerId);
    if (firstOffset !== undefined && marker.aborts) {
      this.#aborted.push({ producerId: marker.producerId, firstOffset, lastOffset: marker.lastOffset });
    }
  }

  #dropOldest(): void {
    this.batches.shift();
    this.#startOffset = this.batches.first?.baseOffset ?? this.#endOffset;
  }
}
