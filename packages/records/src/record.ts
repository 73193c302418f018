/** A record as it is read: one form for all three magics. */

import type { Magic } from "./magic.js";
import type { TimestampType } from "./timestamp-type.js";

/** A header of a record that was read. Keys may repeat; their order is kept. */
export interface RecordHeader {
  readonly key: string;
  /** A view into the batch (or into its decompressed records): copy it if it must outlive them. */
  readonly value: Uint8Array | null;
}

/** A header to be written: strings become UTF-8. */
export interface RecordHeaderInput {
  readonly key: string;
  readonly value: Uint8Array | string | null;
}

/**
 * One record, decoded lazily: bounds and counts were checked when the iterator reached it, keys, values and headers
 * become objects when they are asked for.
 */
export interface KafkaRecord {
  readonly magic: Magic;
  /** The absolute offset in the log. */
  readonly offset: bigint;
  /** Milliseconds since the epoch, -1 for none. Beyond ±2^53 (no clock is there) it is the nearest double. */
  readonly timestampMs: number;
  readonly timestampType: TimestampType;
  /** A view, not a copy; null is Kafka's null, which is not the empty key. */
  readonly key: Uint8Array | null;
  /** A view, not a copy; null is a tombstone in compacted topics. */
  readonly value: Uint8Array | null;
  /** Always empty before magic 2. */
  readonly headers: readonly RecordHeader[];
  /** The sequence number that idempotence gave this record, -1 for none. */
  readonly sequence: number;
  /** Bytes this record takes in its (decompressed) batch. */
  readonly sizeInBytes: number;
  /** CRC-32 of the message; undefined for magic 2, where a batch has one checksum and records have none. */
  readonly checksum: number | undefined;
}
