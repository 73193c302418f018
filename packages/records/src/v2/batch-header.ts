/** The 61-byte header of a record batch: read as a whole, written as a whole, or patched field by field in place. */

import { LOG_APPEND_TIME_BIT } from "../attributes.js";
import { readInt16, writeBigInt64, writeInt16, writeInt32, writeInt64 } from "../bytes.js";
import { crc32c } from "../checksum/index.js";
import { LOG_OVERHEAD_BYTES, MAGIC_OFFSET, OFFSET_OFFSET, SIZE_OFFSET } from "../magic.js";
import {
  ATTRIBUTES_OFFSET,
  BASE_SEQUENCE_OFFSET,
  BASE_TIMESTAMP_OFFSET,
  CRC_OFFSET,
  LAST_OFFSET_DELTA_OFFSET,
  MAX_TIMESTAMP_OFFSET,
  PARTITION_LEADER_EPOCH_OFFSET,
  PRODUCER_EPOCH_OFFSET,
  PRODUCER_ID_OFFSET,
  RECORDS_COUNT_OFFSET,
} from "./layout.js";

/** The fields of a record batch's header; see layout.ts for where they stand. */
export interface BatchHeader {
  readonly baseOffset: bigint;
  /** Bytes after the length field: the batch's size less 12. */
  readonly batchLength: number;
  readonly partitionLeaderEpoch: number;
  /** CRC-32C of everything from the attributes on. */
  readonly crc: number;
  readonly attributes: number;
  readonly lastOffsetDelta: number;
  readonly baseTimestampMs: number;
  readonly maxTimestampMs: number;
  readonly producerId: bigint;
  readonly producerEpoch: number;
  readonly baseSequence: number;
  readonly recordsCount: number;
}

/** Writes a whole header in front of the records of `batch` (which is exactly the batch) and computes the CRC. */
export function writeBatchHeader(batch: Uint8Array, header: Omit<BatchHeader, "batchLength" | "crc">): void {
  writeBigInt64(batch, OFFSET_OFFSET, header.baseOffset);
  writeInt32(batch, SIZE_OFFSET, batch.length - LOG_OVERHEAD_BYTES);
  writeInt32(batch, PARTITION_LEADER_EPOCH_OFFSET, header.partitionLeaderEpoch);
  batch[MAGIC_OFFSET] = 2;
  writeInt16(batch, ATTRIBUTES_OFFSET, header.attributes);
  writeInt32(batch, LAST_OFFSET_DELTA_OFFSET, header.lastOffsetDelta);
  writeInt64(batch, BASE_TIMESTAMP_OFFSET, header.baseTimestampMs);
  writeInt64(batch, MAX_TIMESTAMP_OFFSET, header.maxTimestampMs);
  writeProducerState(batch, header.producerId, header.producerEpoch, header.baseSequence);
  writeInt32(batch, RECORDS_COUNT_OFFSET, header.recordsCount);
  patchCrc(batch);
}

/** Writes producer id, epoch and base sequence; the CRC covers them, so {@link patchCrc} must follow. */
export function writeProducerState(
  batch: Uint8Array,
  producerId: bigint,
  producerEpoch: number,
  baseSequence: number,
): void {
  writeBigInt64(batch, PRODUCER_ID_OFFSET, producerId);
  writeInt16(batch, PRODUCER_EPOCH_OFFSET, producerEpoch);
  writeInt32(batch, BASE_SEQUENCE_OFFSET, baseSequence);
}

/** Outside the CRC. */
export function writePartitionLeaderEpoch(batch: Uint8Array, epoch: number): void {
  writeInt32(batch, PARTITION_LEADER_EPOCH_OFFSET, epoch);
}

/** Sets the timestamp of all records and says that it is the broker's; `batch` is exactly the batch. */
export function stampBatch(batch: Uint8Array, timestampMs: number): void {
  writeInt16(batch, ATTRIBUTES_OFFSET, readInt16(batch, ATTRIBUTES_OFFSET) | LOG_APPEND_TIME_BIT);
  writeInt64(batch, MAX_TIMESTAMP_OFFSET, timestampMs);
  patchCrc(batch);
}

/** Computes the CRC of `batch`, which is exactly the batch, and writes it into the header. */
export function patchCrc(batch: Uint8Array): void {
  writeInt32(batch, CRC_OFFSET, computeCrc(batch));
}

/** CRC-32C of everything from the attributes to the end of `batch`, which is exactly the batch. */
export function computeCrc(batch: Uint8Array): number {
  return crc32c(batch.subarray(ATTRIBUTES_OFFSET));
}
