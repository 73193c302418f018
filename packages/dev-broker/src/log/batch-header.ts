/**
 * The header of a record batch (magic 2), read from and patched into its bytes.
 *
 *     offset  0  baseOffset            int64   assigned by the broker
 *             8  batchLength           int32   bytes after this field
 *            12  partitionLeaderEpoch  int32   assigned by the broker; like the two before it, not under the CRC
 *            16  magic                 int8
 *            17  crc                   uint32  CRC-32C of everything from attributes on
 *            21  attributes            int16   0-2 codec, 3 log append time, 4 transactional, 5 control
 *            23  lastOffsetDelta       int32
 *            27  baseTimestamp         int64
 *            35  maxTimestamp          int64
 *            43  producerId            int64
 *            51  producerEpoch         int16
 *            53  baseSequence          int32
 *            57  recordsCount          int32
 *            61  records
 *
 * Offsets and producer ids are numbers inside the broker: a log in memory does not get near 2^53.
 */
import { crc32c } from "@k/records";

export const BATCH_HEADER_BYTES = 61;
/** Base offset and length: what stands before the part that batchLength counts. */
export const LOG_OVERHEAD_BYTES = 12;

const LOG_APPEND_TIME_BIT = 0x08;
const TRANSACTIONAL_BIT = 0x10;
const CONTROL_BIT = 0x20;

export interface BatchHeader {
  readonly baseOffset: number;
  /** Of the whole batch, header included. */
  readonly sizeInBytes: number;
  readonly leaderEpoch: number;
  readonly crc: number;
  /** 0 none, 1 gzip, 2 snappy, 3 lz4, 4 zstd. */
  readonly codec: number;
  readonly transactional: boolean;
  readonly control: boolean;
  readonly lastOffsetDelta: number;
  readonly baseTimestampMs: number;
  readonly maxTimestampMs: number;
  /** -1 without idempotence. */
  readonly producerId: number;
  readonly producerEpoch: number;
  readonly baseSequence: number;
  readonly recordsCount: number;
}

/** Reads the header at `start`; the caller has made sure that 61 bytes are there. */
export function readBatchHeader(bytes: Uint8Array, start = 0): BatchHeader {
  const view = new DataView(bytes.buffer, bytes.byteOffset + start, BATCH_HEADER_BYTES);
  const attributes = view.getInt16(21);
  return {
    baseOffset: Number(view.getBigInt64(0)),
    sizeInBytes: view.getInt32(8) + LOG_OVERHEAD_BYTES,
    leaderEpoch: view.getInt32(12),
    crc: view.getUint32(17),
    codec: attributes & 0x07,
    transactional: (attributes & TRANSACTIONAL_BIT) !== 0,
    control: (attributes & CONTROL_BIT) !== 0,
    lastOffsetDelta: view.getInt32(23),
    baseTimestampMs: Number(view.getBigInt64(27)),
    maxTimestampMs: Number(view.getBigInt64(35)),
    producerId: Number(view.getBigInt64(43)),
    producerEpoch: view.getInt16(51),
    baseSequence: view.getInt32(53),
    recordsCount: view.getInt32(57),
  };
}

/** Whether these bytes begin with a batch that belongs to a transaction. */
export function isTransactionalBatch(bytes: Uint8Array): boolean {
  return bytes.length >= BATCH_HEADER_BYTES && bytes[16] === 2 && (bytes[22]! & TRANSACTIONAL_BIT) !== 0;
}

/** Writes what the leader decides. Neither field is under the CRC, so it stays valid. */
export function assignOffset(batch: Uint8Array, baseOffset: number, leaderEpoch: number): void {
  const view = new DataView(batch.buffer, batch.byteOffset, BATCH_HEADER_BYTES);
  view.setBigInt64(0, BigInt(baseOffset));
  view.setInt32(12, leaderEpoch);
}

/** Stamps a batch with the broker's time (message.timestamp.type=LogAppendTime) and renews its CRC. */
export function assignLogAppendTime(batch: Uint8Array, nowMs: number): void {
  const view = new DataView(batch.buffer, batch.byteOffset, BATCH_HEADER_BYTES);
  view.setInt16(21, view.getInt16(21) | LOG_APPEND_TIME_BIT);
  view.setBigInt64(35, BigInt(Math.trunc(nowMs)));
  view.setUint32(17, crc32c(batch.subarray(21)));
}

/** Whether the checksum in the header is that of the bytes. */
export function hasValidCrc(batch: Uint8Array, header: BatchHeader): boolean {
  return crc32c(batch.subarray(21)) >>> 0 === header.crc;
}

/** The sequence number of a batch's last record; sequences wrap to 0 after 2^31 - 1. */
export function lastSequenceOf(header: BatchHeader): number {
  return (header.baseSequence + header.lastOffsetDelta) % 2 ** 31;
}
