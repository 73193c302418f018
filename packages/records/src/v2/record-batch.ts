/** A record batch (magic 2) to read: header fields on demand, records lazily. */

import { CODEC_MASK, CONTROL_BIT, DELETE_HORIZON_BIT, LOG_APPEND_TIME_BIT, TRANSACTIONAL_BIT } from "../attributes.js";
import { type Batch, DEFAULT_MAX_DECOMPRESSED_BYTES, type ReadOptions } from "../batch.js";
import { asBuffer, Memory, readBigInt64, readInt16, readInt32, readInt64, readUint32 } from "../bytes.js";
import { type CompressionType, codecById, compressionTypeOf, type DecompressOptions } from "../compression/index.js";
import { CorruptRecordError } from "../errors.js";
import { LOG_OVERHEAD_BYTES, MAGIC_OFFSET, OFFSET_OFFSET, SIZE_OFFSET } from "../magic.js";
import type { KafkaRecord } from "../record.js";
import type { TimestampType } from "../timestamp-type.js";
import { computeCrc } from "./batch-header.js";
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
  RECORD_BATCH_OVERHEAD_BYTES,
  RECORDS_COUNT_OFFSET,
} from "./layout.js";
import { RecordIterator } from "./record-iterator.js";

/** A view of one whole batch; nothing is copied, and nothing decoded before it is asked for. */
export class RecordBatch implements Batch {
  readonly magic = 2;
  readonly bytes: Buffer;
  readonly #options: ReadOptions;

  /** `bytes` is exactly one batch; a wrong length, magic or count is a CorruptRecordError. */
  constructor(bytes: Uint8Array, options: ReadOptions = {}) {
    if (bytes.length < RECORD_BATCH_OVERHEAD_BYTES) {
      throw new CorruptRecordError(
        `record batch of ${bytes.length} bytes: its header alone takes ${RECORD_BATCH_OVERHEAD_BYTES}`,
      );
    }
    if (bytes[MAGIC_OFFSET] !== 2)
      throw new CorruptRecordError(`record batch with magic ${bytes[MAGIC_OFFSET]}, not 2`);
    const size = readInt32(bytes, SIZE_OFFSET) + LOG_OVERHEAD_BYTES;
    if (size !== bytes.length) {
      throw new CorruptRecordError(`record batch of ${bytes.length} bytes says that it has ${size}`);
    }
    this.bytes = asBuffer(bytes);
    this.#options = options;
  }

  get sizeInBytes(): number {
    return this.bytes.length;
  }

  get baseOffset(): bigint {
    return readBigInt64(this.bytes, OFFSET_OFFSET);
  }

  get lastOffset(): bigint {
    return this.baseOffset + BigInt(this.lastOffsetDelta);
  }

  get lastOffsetDelta(): number {
    return readInt32(this.bytes, LAST_OFFSET_DELTA_OFFSET);
  }

  get partitionLeaderEpoch(): number {
    return readInt32(this.bytes, PARTITION_LEADER_EPOCH_OFFSET);
  }

  get crc(): number {
    return readUint32(this.bytes, CRC_OFFSET);
  }

  get attributes(): number {
    return readInt16(this.bytes, ATTRIBUTES_OFFSET);
  }

  get compression(): CompressionType {
    return compressionTypeOf(this.attributes & CODEC_MASK);
  }

  get timestampType(): TimestampType {
    return this.attributes & LOG_APPEND_TIME_BIT ? "LogAppendTime" : "CreateTime";
  }

  get isTransactional(): boolean {
    return (this.attributes & TRANSACTIONAL_BIT) !== 0;
  }

  get isControl(): boolean {
    return (this.attributes & CONTROL_BIT) !== 0;
  }

  /** The first record's timestamp; with a delete horizon, that horizon (the records' deltas are relative to it). */
  get baseTimestampMs(): number {
    return readInt64(this.bytes, BASE_TIMESTAMP_OFFSET);
  }

  get maxTimestampMs(): number {
    return readInt64(this.bytes, MAX_TIMESTAMP_OFFSET);
  }

  get deleteHorizonMs(): number | undefined {
    return this.attributes & DELETE_HORIZON_BIT ? this.baseTimestampMs : undefined;
  }

  get producerId(): bigint {
    return readBigInt64(this.bytes, PRODUCER_ID_OFFSET);
  }

  get producerEpoch(): number {
    return readInt16(this.bytes, PRODUCER_EPOCH_OFFSET);
  }

  get baseSequence(): number {
    return readInt32(this.bytes, BASE_SEQUENCE_OFFSET);
  }

  get recordsCount(): number {
    return readInt32(this.bytes, RECORDS_COUNT_OFFSET);
  }

  get isCrcValid(): boolean {
    return computeCrc(this.bytes) === this.crc;
  }

  validateCrc(): void {
    const computed = computeCrc(this.bytes);
    if (computed !== this.crc) {
      throw new CorruptRecordError(
        `record batch at offset ${this.baseOffset}, ${this.bytes.length} bytes: its CRC-32C is ${hex(computed)}, the header says ${hex(this.crc)}`,
      );
    }
  }

  records(): IterableIterator<KafkaRecord> {
    this.#check();
    const compressed = this.#compressed();
    const codecId = this.#codecId();
    return this.#iterate(
      codecId === 0 ? compressed : codecById(codecId).decompress(compressed, this.#decompressOptions()),
    );
  }

  async recordsAsync(): Promise<IterableIterator<KafkaRecord>> {
    this.#check();
    const compressed = this.#compressed();
    const codecId = this.#codecId();
    return this.#iterate(
      codecId === 0 ? compressed : await codecById(codecId).decompressAsync(compressed, this.#decompressOptions()),
    );
  }

  [Symbol.iterator](): IterableIterator<KafkaRecord> {
    return this.records();
  }

  #check(): void {
    if (this.#options.validateCrc !== false) this.validateCrc();
    if (this.recordsCount < 0) {
      throw new CorruptRecordError(
        `record batch at offset ${this.baseOffset}: its record count is ${this.recordsCount}`,
      );
    }
  }

  /** Nothing is compressed when there is nothing: compaction leaves such batches, to keep a producer's last sequence. */
  #codecId(): number {
    return this.bytes.length === RECORD_BATCH_OVERHEAD_BYTES ? 0 : this.attributes & CODEC_MASK;
  }

  #compressed(): Buffer {
    return this.bytes.subarray(RECORD_BATCH_OVERHEAD_BYTES);
  }

  #decompressOptions(): DecompressOptions {
    return { magic: 2, maxDecompressedBytes: this.#options.maxDecompressedBytes ?? DEFAULT_MAX_DECOMPRESSED_BYTES };
  }

  #iterate(records: Uint8Array): RecordIterator {
    return new RecordIterator({
      memory: new Memory(records),
      baseOffset: this.baseOffset,
      baseOffsetNumber: readInt64(this.bytes, OFFSET_OFFSET),
      baseTimestampMs: this.baseTimestampMs,
      logAppendTimeMs: this.attributes & LOG_APPEND_TIME_BIT ? this.maxTimestampMs : undefined,
      baseSequence: this.baseSequence,
      recordsCount: this.recordsCount,
    });
  }
}

function hex(crc: number): string {
  return `0x${crc.toString(16).padStart(8, "0")}`;
}
