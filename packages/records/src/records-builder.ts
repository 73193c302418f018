/** What all builders of records have in common, whatever the magic. */

import type { CompressionType } from "./compression/index.js";
import type { RecordHeaderInput } from "./record.js";

/** Collects records until it is full, then gives the bytes that go into a Produce request or a log segment. */
export interface RecordsBuilder {
  readonly magic: 0 | 1 | 2;
  readonly compression: CompressionType;
  /** Records accepted so far. */
  readonly count: number;
  /** Bytes so far, all overhead included; after close the final, maybe compressed, size. */
  readonly sizeInBytes: number;
  /** True once nothing more will be accepted: closed, or the limit reached. */
  readonly isFull: boolean;
  readonly isClosed: boolean;
  /** Final size over the size before compression; 1 without compression and before close. */
  readonly compressionRate: number;
  /** The storage that the records are in: yours again when the bytes of `close` are no longer needed. */
  readonly buffer: Uint8Array;
  /** Magic 0 and 1: the CRC of the message appended last. Undefined for magic 2, whose records have none. */
  readonly lastCrc: number | undefined;
  /** Bytes of the key appended last, as encoded; -1 for null. */
  readonly lastKeySizeBytes: number;
  /** Bytes of the value appended last, as encoded; -1 for null. */
  readonly lastValueSizeBytes: number;

  /**
   * Encodes a record into the buffer and returns its offset relative to the first, or null when it does not fit
   * (then nothing was written) or the builder is closed. The first record is always accepted.
   */
  append(
    timestampMs: number,
    key: Uint8Array | string | null,
    value: Uint8Array | string | null,
    headers?: readonly RecordHeaderInput[],
  ): number | null;

  /** Finishes the bytes, compressing if asked to. Idempotent: it gives the same view into `buffer` again. */
  close(): Uint8Array;

  /** As `close`, with the compression off the event loop. Appending is over from this call on. */
  closeAsync(): Promise<Uint8Array>;
}
