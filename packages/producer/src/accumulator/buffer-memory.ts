/**
 * `bufferMemory`, counted to the byte: the buffers of all batches that are not finished, and a fixed charge per record
 * for what a future costs. Buffers of the usual batch size are kept for reuse.
 */

/**
 * Charged for each record beside its place in a batch: its promise, the promise's resolver, its row in the batch's columns.
 * Measured: 236 bytes of heap for each unsettled send (docs/performance.md).
 */
export const RECORD_OVERHEAD_BYTES = 256;

/**
 * Charged for each record that waits to get into a batch, beside its data: its promise, and all that has to be remembered of
 * it until then. Measured: 496 bytes of heap with a value that had to be copied, 407 with a string (docs/performance.md); 40
 * more when the sets that it stands in have just grown.
 */
export const WAITING_OVERHEAD_BYTES = 576;

/** Charged for each header of a record that waits: an object, and a copy of its value. */
export const WAITING_HEADER_OVERHEAD_BYTES = 192;

export class BufferMemory {
  readonly totalBytes: number;
  readonly #pooledSizeBytes: number;
  readonly #pool: Uint8Array[] = [];
  #availableBytes: number;

  constructor(totalBytes: number, pooledSizeBytes: number) {
    this.totalBytes = totalBytes;
    this.#availableBytes = totalBytes;
    this.#pooledSizeBytes = pooledSizeBytes;
  }

  get availableBytes(): number {
    return this.#availableBytes;
  }

  /** Reserves `bytes`, or nothing and says false. */
  tryTake(bytes: number): boolean {
    if (this.#availableBytes < bytes) return false;
    this.#availableBytes -= bytes;
    return true;
  }

  /** Reserves `bytes` that were bought already in another form, such as the pieces of a split batch. May go below 0. */
  takeAnyway(bytes: number): void {
    this.#availableBytes -= bytes;
  }

  give(bytes: number): void {
    this.#availableBytes += bytes;
  }

  /** A buffer for bytes that {@link tryTake} reserved. Its content is undefined. */
  allocate(sizeBytes: number): Uint8Array {
    const pooled = sizeBytes === this.#pooledSizeBytes ? this.#pool.pop() : undefined;
    if (pooled !== undefined) return pooled;
    // What lies ready for reuse is part of what is free: a record that needs a buffer of its own gets it in their stead.
    const keptCount = Math.max(0, Math.floor(this.#availableBytes / this.#pooledSizeBytes));
    if (this.#pool.length > keptCount) this.#pool.length = keptCount;
    return Buffer.allocUnsafeSlow(sizeBytes);
  }

  /** Takes a buffer back for reuse. Nobody may read it any more: not a retry, not the socket. */
  recycle(buffer: Uint8Array): void {
    if (buffer.length === this.#pooledSizeBytes) this.#pool.push(buffer);
  }
}
