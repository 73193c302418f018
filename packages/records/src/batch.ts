/** What a log is a sequence of: a record batch (magic 2), or a message with or without others compressed inside (0, 1). */

import type { CompressionType } from "./compression/index.js";
import type { Magic } from "./magic.js";
import type { KafkaRecord } from "./record.js";
import type { TimestampType } from "./timestamp-type.js";

/** How to read. */
export interface ReadOptions {
  /** Check each batch's checksum before its first record is given; true by default. */
  readonly validateCrc?: boolean;
  /**
   * The most that one batch may decompress to; more is a DecompressedSizeError. By default 100 MiB, which is what
   * a broker accepts in one request at most (socket.request.max.bytes).
   */
  readonly maxDecompressedBytes?: number;
}

export const DEFAULT_MAX_DECOMPRESSED_BYTES = 104_857_600;

/** A batch of any magic. Fields that its magic does not have are -1, false or CreateTime's opposite, as documented. */
export interface Batch {
  readonly magic: Magic;
  /** The whole batch, header included: a view. */
  readonly bytes: Uint8Array;
  readonly sizeInBytes: number;
  /** Of the first record that the batch was written with; compaction may have removed it. */
  readonly baseOffset: bigint;
  /** Of the last record that the batch was written with. */
  readonly lastOffset: bigint;
  readonly compression: CompressionType;
  readonly timestampType: TimestampType;
  /** The highest of the records' timestamps; -1 in magic 0. */
  readonly maxTimestampMs: number;
  /** The checksum in the header: CRC-32C of a record batch, CRC-32 of a message. */
  readonly crc: number;
  readonly isCrcValid: boolean;
  /** Records by the header of magic 2; undefined where only iterating tells. */
  readonly recordsCount: number | undefined;
  /** -1 before magic 2. */
  readonly partitionLeaderEpoch: number;
  /** -1 for none. */
  readonly producerId: bigint;
  readonly producerEpoch: number;
  readonly baseSequence: number;
  readonly isTransactional: boolean;
  /** Its records are markers for readers, not data: see `readControlRecord`. */
  readonly isControl: boolean;
  /** When tombstones and markers in this batch may be forgotten; undefined for most batches. */
  readonly deleteHorizonMs: number | undefined;

  /** Throws a CorruptRecordError that names both checksums when they differ. */
  validateCrc(): void;
  /** The records, decoded while iterating; decompresses each time it is called. */
  records(): IterableIterator<KafkaRecord>;
  /** As `records`, with the decompression off the event loop. */
  recordsAsync(): Promise<IterableIterator<KafkaRecord>>;
  [Symbol.iterator](): IterableIterator<KafkaRecord>;
}
