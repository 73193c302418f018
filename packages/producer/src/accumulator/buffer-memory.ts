/**
 * `bufferMemory`, counted to the byte: the buffers of all batches that are not finished, and a fixed charge per record
 * for what a future costs. Buffers of the usual batch size are kept for reuse.
 */

/**
 * Charged for each record beside its place in a batch: its promise, the promise's resolver, its RecordMetadata.
 * Measured: 224 bytes of heap for each unsettled send (docs/performance.md).
 */
export const RECORD_OVERHEAD_BYTES = 256;

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
    return (sizeBytes === this.#pooledSizeBytes ? this.#pool.pop() : undefined) ?? Buffer.allocUnsafeSlow(sizeBytes);
  }

  /** Takes a buffer back for reuse. Nobody may read it any more: not a retry, not the socket. */
  recycle(buffer: Uint8Array): void {
    if (buffer.length === this.#pooledSizeBytes) this.#pool.push(buffer);
  }
}
