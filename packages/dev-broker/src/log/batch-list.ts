/** The batches of one log, oldest first: append at the end, drop at either end, find by offset. */

/** A batch as it lies in the log. Its bytes are never written to again: replicas and responses share them. */
export interface StoredBatch {
  readonly bytes: Uint8Array;
  readonly baseOffset: number;
  readonly lastOffset: number;
  readonly leaderEpoch: number;
  readonly maxTimestampMs: number;
  readonly recordsCount: number;
  readonly magic: number;
  /** -1 without idempotence. */
  readonly producerId: number;
  readonly producerEpoch: number;
  readonly baseSequence: number;
  readonly transactional: boolean;
  /** A transaction marker. */
  readonly control: boolean;
  /** A marker that aborts. */
  readonly aborts: boolean;
}

export class BatchList {
  #batches: StoredBatch[] = [];
  // Dropped batches stay in the array until they are half of it, so that retention costs O(1) per batch.
  #head = 0;
  #sizeInBytes = 0;

  get length(): number {
    return this.#batches.length - this.#head;
  }

  get sizeInBytes(): number {
    return this.#sizeInBytes;
  }

  at(index: number): StoredBatch | undefined {
    return index < 0 ? undefined : this.#batches[this.#head + index];
  }

  get first(): StoredBatch | undefined {
    return this.#batches[this.#head];
  }

  get last(): StoredBatch | undefined {
    return this.length === 0 ? undefined : this.#batches[this.#batches.length - 1];
  }

  push(batch: StoredBatch): void {
    this.#batches.push(batch);
    this.#sizeInBytes += batch.bytes.length;
  }

  shift(): StoredBatch | undefined {
    const batch = this.first;
    if (batch === undefined) return undefined;
    this.#head++;
    this.#sizeInBytes -= batch.bytes.length;
    if (this.#head * 2 > this.#batches.length) {
      this.#batches = this.#batches.slice(this.#head);
      this.#head = 0;
    }
    return batch;
  }

  pop(): StoredBatch | undefined {
    if (this.length === 0) return undefined;
    const batch = this.#batches.pop();
    this.#sizeInBytes -= batch?.bytes.length ?? 0;
    return batch;
  }

  /** Index of the first batch that holds `offset` or something after it; `length` if there is none. */
  indexOf(offset: number): number {
    let low = 0;
    let high = this.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#batches[this.#head + middle]!.lastOffset < offset) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  *[Symbol.iterator](): IterableIterator<StoredBatch> {
    for (let i = 0; i < this.length; i++) yield this.at(i)!;
  }
}
