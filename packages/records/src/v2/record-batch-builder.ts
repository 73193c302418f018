/** Builds a record batch (magic 2): records are encoded on append, straight into the batch's buffer. */

import { CONTROL_BIT, LOG_APPEND_TIME_BIT, TRANSACTIONAL_BIT } from "../attributes.js";
import { asBuffer } from "../bytes.js";
import { type CompressionType, type Compressor, compressorOf } from "../compression/index.js";
import { InvalidRecordError } from "../errors.js";
import type { RecordHeaderInput } from "../record.js";
import type { RecordsBuilder } from "../records-builder.js";
import { NO_TIMESTAMP } from "../timestamp-type.js";
import { patchCrc, writeBatchHeader, writeProducerState } from "./batch-header.js";
import {
  NO_PARTITION_LEADER_EPOCH,
  NO_PRODUCER_EPOCH,
  NO_PRODUCER_ID,
  NO_SEQUENCE,
  RECORD_BATCH_OVERHEAD_BYTES,
} from "./layout.js";
import {
  type Lengths,
  lengthOf,
  NOT_ASCII,
  type RecordBytes,
  sizeOfRecordBody,
  sizeOfVarint,
  writeRecord,
} from "./record-codec.js";

export interface RecordBatchBuilderOptions {
  /** The batch, header included and before compression, is at most this long, except for a first record that is longer alone. */
  readonly sizeLimitBytes: number;
  /** Storage to build in, such as one of a pool; by default `sizeLimitBytes` are allocated. The limit is never above its length. */
  readonly buffer?: Uint8Array;
  readonly compression?: CompressionType;
  /** In the codec's own terms; by default the codec's default. */
  readonly compressionLevel?: number;
  /** Marks the batch as part of a transaction. */
  readonly transactional?: boolean;
  /** Marks the batch as a control batch, whose records are markers. For brokers and tests. */
  readonly control?: boolean;
  /** Offset of the first record; a producer leaves it 0 and the broker sets it. */
  readonly baseOffset?: bigint;
  /** -1 unless a broker writes. */
  readonly partitionLeaderEpoch?: number;
  /** Readers see this time instead of the records' own, as in topics with LogAppendTime. For brokers and tests. */
  readonly logAppendTimeMs?: number;
}

const NO_HEADERS: readonly RecordHeaderInput[] = [];

/**
 * A record batch under construction.
 *
 * Nothing of a record survives `append` but its bytes. The header and its CRC are written at `close`; compression
 * happens there too, is kept only when it makes the batch smaller, and is copied back behind the header.
 */
export class RecordBatchBuilder implements RecordsBuilder {
  readonly magic = 2;
  readonly compression: CompressionType;
  readonly lastCrc = undefined;
  lastKeySizeBytes = -1;
  lastValueSizeBytes = -1;

  #buffer: Buffer;
  #position = RECORD_BATCH_OVERHEAD_BYTES;
  readonly #limit: number;
  #count = 0;
  #lastOffsetDelta = -1;
  #baseTimestampMs = NO_TIMESTAMP;
  #maxTimestampMs = NO_TIMESTAMP;
  /** Text is taken for ASCII until some came by that is not: guessing is then a waste. */
  #lengths: Lengths = "guessed";

  readonly #compressor: Compressor | undefined;
  #attributes: number;
  readonly #baseOffset: bigint;
  readonly #partitionLeaderEpoch: number;
  readonly #logAppendTimeMs: number | undefined;
  #producerId = NO_PRODUCER_ID;
  #producerEpoch = NO_PRODUCER_EPOCH;
  #baseSequence = NO_SEQUENCE;

  #appending = true;
  #closed: Buffer | undefined;
  #closing: Promise<Uint8Array> | undefined;
  #compressionRate = 1;

  constructor(options: RecordBatchBuilderOptions) {
    this.#buffer = asBuffer(options.buffer ?? allocate(options.sizeLimitBytes));
    this.#limit = Math.min(options.sizeLimitBytes, this.#buffer.length);
    this.compression = options.compression ?? "none";
    this.#compressor = compressorOf(this.compression, 2, options.compressionLevel);
    this.#attributes =
      (options.transactional ? TRANSACTIONAL_BIT : 0) |
      (options.control ? CONTROL_BIT : 0) |
      (options.logAppendTimeMs === undefined ? 0 : LOG_APPEND_TIME_BIT);
    this.#baseOffset = options.baseOffset ?? 0n;
    this.#partitionLeaderEpoch = options.partitionLeaderEpoch ?? NO_PARTITION_LEADER_EPOCH;
    this.#logAppendTimeMs = options.logAppendTimeMs;
  }

  get count(): number {
    return this.#count;
  }

  get sizeInBytes(): number {
    return this.#position;
  }

  get isFull(): boolean {
    return !this.#appending || this.#position >= this.#limit;
  }

  get isClosed(): boolean {
    return this.#closed !== undefined;
  }

  get compressionRate(): number {
    return this.#compressionRate;
  }

  get buffer(): Uint8Array {
    return this.#buffer;
  }

  /** Of the first record; -1 before it. */
  get baseTimestampMs(): number {
    return this.#baseTimestampMs;
  }

  /** The highest so far; -1 before the first record. */
  get maxTimestampMs(): number {
    return this.#logAppendTimeMs ?? this.#maxTimestampMs;
  }

  get transactional(): boolean {
    return (this.#attributes & TRANSACTIONAL_BIT) !== 0;
  }

  get producerId(): bigint {
    return this.#producerId;
  }

  get producerEpoch(): number {
    return this.#producerEpoch;
  }

  get baseSequence(): number {
    return this.#baseSequence;
  }

  append(
    timestampMs: number,
    key: RecordBytes,
    value: RecordBytes,
    headers: readonly RecordHeaderInput[] = NO_HEADERS,
  ): number | null {
    return this.appendAt(this.#lastOffsetDelta + 1, timestampMs, key, value, headers);
  }

  /**
   * As `append`, at an offset of the caller's choice after the last one: for copies of compacted logs, which have gaps.
   * A producer's batch has none.
   */
  appendAt(
    offsetDelta: number,
    timestampMs: number,
    key: RecordBytes,
    value: RecordBytes,
    headers: readonly RecordHeaderInput[] = NO_HEADERS,
  ): number | null {
    if (!this.#appending) return null;
    if (offsetDelta <= this.#lastOffsetDelta || offsetDelta !== (offsetDelta | 0)) {
      throw new InvalidRecordError(
        `offset ${offsetDelta} in a batch after ${this.#lastOffsetDelta}: not a later int32`,
      );
    }
    const isFirst = this.#count === 0;
    const timestampDelta = isFirst ? 0 : timestampMs - this.#baseTimestampMs;
    // One comparison for the usual case: deltas within 24 days. The rest, NaN included, is looked at closely.
    if (isFirst || timestampDelta !== (timestampDelta | 0)) checkTimestamp(timestampMs, timestampDelta);

    let keyLength = lengthOf(key, this.#lengths);
    let valueLength = lengthOf(value, this.#lengths);
    for (;;) {
      const bodySize = sizeOfRecordBody(timestampDelta, offsetDelta, keyLength, valueLength, headers, this.#lengths);
      const end = this.#position + sizeOfVarint(bodySize) + bodySize;
      if (end > this.#limit && !this.#makeRoom(end)) return null;
      const written = writeRecord(
        this.#buffer,
        this.#position,
        bodySize,
        timestampDelta,
        offsetDelta,
        key,
        keyLength,
        value,
        valueLength,
        headers,
        this.#lengths,
      );
      if (written !== NOT_ASCII) {
        this.#position = written;
        break;
      }
      this.#lengths = "measured";
      keyLength = lengthOf(key, "measured");
      valueLength = lengthOf(value, "measured");
    }

    if (isFirst) {
      this.#baseTimestampMs = timestampMs;
      this.#maxTimestampMs = timestampMs;
    } else if (timestampMs > this.#maxTimestampMs) {
      this.#maxTimestampMs = timestampMs;
    }
    this.#count += 1;
    this.#lastOffsetDelta = offsetDelta;
    this.lastKeySizeBytes = keyLength;
    this.lastValueSizeBytes = valueLength;
    return offsetDelta;
  }

  /**
   * Sets what idempotence needs: any time before close, or after it, when the header is patched in place and the CRC
   * computed again (so not while a socket holds the bytes).
   */
  setProducerState(producerId: bigint, producerEpoch: number, baseSequence: number): void {
    this.#producerId = producerId;
    this.#producerEpoch = producerEpoch;
    this.#baseSequence = baseSequence;
    if (this.#closed !== undefined) {
      writeProducerState(this.#closed, producerId, producerEpoch, baseSequence);
      patchCrc(this.#closed);
    }
  }

  close(): Uint8Array {
    if (this.#closed !== undefined) return this.#closed;
    this.#appending = false;
    const compressor = this.#compressor;
    if (compressor !== undefined && this.#count > 0) {
      this.#takeCompressed(compressor.codec.compress(this.#records(), compressor.options), compressor.codec.id);
    }
    return this.#finish();
  }

  closeAsync(): Promise<Uint8Array> {
    this.#closing ??= this.#compressAndClose();
    return this.#closing;
  }

  async #compressAndClose(): Promise<Uint8Array> {
    const compressor = this.#compressor;
    if (this.#closed !== undefined || compressor === undefined || this.#count === 0) return this.close();
    this.#appending = false;
    const compressed = await compressor.codec.compressAsync(this.#records(), compressor.options);
    // A close() in the meantime has done the same work already.
    if (this.#closed !== undefined) return this.#closed;
    this.#takeCompressed(compressed, compressor.codec.id);
    return this.#finish();
  }

  #records(): Buffer {
    return this.#buffer.subarray(RECORD_BATCH_OVERHEAD_BYTES, this.#position);
  }

  #takeCompressed(compressed: Uint8Array, codecId: number): void {
    const uncompressedSize = this.#position;
    const compressedSize = RECORD_BATCH_OVERHEAD_BYTES + compressed.length;
    if (compressedSize >= uncompressedSize) return;
    this.#buffer.set(compressed, RECORD_BATCH_OVERHEAD_BYTES);
    this.#position = compressedSize;
    this.#attributes |= codecId;
    this.#compressionRate = compressedSize / uncompressedSize;
  }

  #finish(): Uint8Array {
    this.#closed = this.#buffer.subarray(0, this.#position);
    writeBatchHeader(this.#closed, {
      baseOffset: this.#baseOffset,
      partitionLeaderEpoch: this.#partitionLeaderEpoch,
      attributes: this.#attributes,
      lastOffsetDelta: Math.max(0, this.#lastOffsetDelta),
      baseTimestampMs: this.#baseTimestampMs,
      maxTimestampMs: this.maxTimestampMs,
      producerId: this.#producerId,
      producerEpoch: this.#producerEpoch,
      baseSequence: this.#baseSequence,
      recordsCount: this.#count,
    });
    return this.#closed;
  }

  /** The first record is always taken, if need be into a buffer of its own size; later ones never enlarge the buffer. */
  #makeRoom(end: number): boolean {
    if (this.#count > 0) return false;
    if (end > this.#buffer.length) this.#buffer = Buffer.allocUnsafeSlow(end);
    return true;
  }
}

function allocate(sizeLimitBytes: number): Buffer {
  return Buffer.allocUnsafeSlow(Math.max(sizeLimitBytes, RECORD_BATCH_OVERHEAD_BYTES));
}

function checkTimestamp(timestampMs: number, timestampDelta: number): void {
  if (!Number.isSafeInteger(timestampMs) || !Number.isSafeInteger(timestampDelta)) {
    throw new InvalidRecordError(
      `timestamp ${timestampMs} ms: not a whole number of milliseconds within ±2^53 of zero and of the batch's first`,
    );
  }
}
