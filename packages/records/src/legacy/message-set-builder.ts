/** Builds a message set (magic 0 or 1), for brokers before 0.11. */

import { LOG_APPEND_TIME_BIT } from "../attributes.js";
import { asBuffer, Memory } from "../bytes.js";
import { type CompressionType, type Compressor, compressorOf } from "../compression/index.js";
import { InvalidRecordError } from "../errors.js";
import type { RecordHeaderInput } from "../record.js";
import type { RecordsBuilder } from "../records-builder.js";
import { NO_TIMESTAMP } from "../timestamp-type.js";
import type { LegacyMagic } from "./layout.js";
import { sizeOfMessage, writeMessage } from "./message-codec.js";

export interface MessageSetBuilderOptions {
  readonly magic: LegacyMagic;
  /** The set stays below this, before compression, except for a first record that is longer alone. */
  readonly sizeLimitBytes: number;
  /** Storage to build in, such as one of a pool; by default `sizeLimitBytes` are allocated. The limit is never above its length. */
  readonly buffer?: Uint8Array;
  /** zstd came with magic 2 and is refused. */
  readonly compression?: CompressionType;
  /** In the codec's own terms; by default the codec's default. */
  readonly compressionLevel?: number;
  /** Offset of the first record; a producer leaves it 0 and the broker sets it. */
  readonly baseOffset?: bigint;
  /** Magic 1: every record takes this time instead of its own, as in topics with LogAppendTime. For brokers and tests. */
  readonly logAppendTimeMs?: number;
}

/**
 * A message set under construction. Uncompressed, it is its messages one after the other; with compression, `close`
 * puts them into one wrapper message, as Kafka does it: the wrapper's offset is the last one inside and its timestamp
 * the highest. Where that does not make the set smaller, the messages stay as they are.
 */
export class MessageSetBuilder implements RecordsBuilder {
  readonly magic: LegacyMagic;
  readonly compression: CompressionType;

  #buffer: Buffer;
  #memory: Memory;
  #position = 0;
  readonly #limit: number;
  #count = 0;
  #lastOffset = -1;
  #lastCrc: number | undefined;
  #lastKeySizeBytes = -1;
  #lastValueSizeBytes = -1;
  #maxTimestampMs = NO_TIMESTAMP;

  readonly #compressor: Compressor | undefined;
  readonly #attributes: number;
  readonly #baseOffset: bigint;
  /** What offsets are counted from as they are written: inside a wrapper they are relative in magic 1. */
  readonly #innerBase: bigint;
  readonly #logAppendTimeMs: number | undefined;

  #appending = true;
  #closed: Buffer | undefined;
  #closing: Promise<Uint8Array> | undefined;
  #compressionRate = 1;

  constructor(options: MessageSetBuilderOptions) {
    this.magic = options.magic;
    this.#buffer = asBuffer(options.buffer ?? Buffer.allocUnsafeSlow(options.sizeLimitBytes));
    this.#memory = new Memory(this.#buffer);
    this.#limit = Math.min(options.sizeLimitBytes, this.#buffer.length);
    this.compression = options.compression ?? "none";
    this.#compressor = compressorOf(this.compression, this.magic, options.compressionLevel);
    this.#baseOffset = options.baseOffset ?? 0n;
    this.#innerBase = this.magic === 1 && this.#compressor !== undefined ? 0n : this.#baseOffset;
    this.#logAppendTimeMs = this.magic === 1 ? options.logAppendTimeMs : undefined;
    this.#attributes = this.#logAppendTimeMs === undefined ? 0 : LOG_APPEND_TIME_BIT;
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

  get lastCrc(): number | undefined {
    return this.#lastCrc;
  }

  get lastKeySizeBytes(): number {
    return this.#lastKeySizeBytes;
  }

  get lastValueSizeBytes(): number {
    return this.#lastValueSizeBytes;
  }

  /** The highest so far; -1 before the first record and in magic 0. */
  get maxTimestampMs(): number {
    return this.#maxTimestampMs;
  }

  append(
    timestampMs: number,
    key: Uint8Array | string | null,
    value: Uint8Array | string | null,
    headers: readonly RecordHeaderInput[] = [],
  ): number | null {
    return this.appendAt(this.#lastOffset + 1, timestampMs, key, value, headers);
  }

  /** As `append`, at an offset of the caller's choice after the last one: for copies of compacted logs, which have gaps. */
  appendAt(
    offset: number,
    timestampMs: number,
    key: Uint8Array | string | null,
    value: Uint8Array | string | null,
    headers: readonly RecordHeaderInput[] = [],
  ): number | null {
    if (!this.#appending) return null;
    if (headers.length > 0) {
      throw new InvalidRecordError(
        `${headers.length} headers: magic ${this.magic} has none (they came with Kafka 0.11)`,
      );
    }
    if (offset <= this.#lastOffset || !Number.isSafeInteger(offset)) {
      throw new InvalidRecordError(`offset ${offset} in a message set after ${this.#lastOffset}: not a later one`);
    }
    const recordTimeMs = this.magic === 0 ? NO_TIMESTAMP : (this.#logAppendTimeMs ?? timestampMs);
    if (!Number.isSafeInteger(recordTimeMs)) {
      throw new InvalidRecordError(`timestamp ${recordTimeMs} ms: not a whole number within ±2^53`);
    }
    const keyLength = lengthOf(key);
    const valueLength = lengthOf(value);
    const end = this.#position + sizeOfMessage(this.magic, keyLength, valueLength);
    // Here, unlike in magic 2, an exact fill is refused: so the brokers' and clients' builders of that time did it.
    if (end >= this.#limit && !this.#makeRoom(end)) return null;
    this.#lastCrc = writeMessage(this.#memory, this.#position, {
      magic: this.magic,
      offset: this.#innerBase === 0n ? offset : this.#innerBase + BigInt(offset),
      attributes: this.#attributes,
      timestampMs: recordTimeMs,
      key,
      keyLength,
      value,
      valueLength,
    });
    this.#position = end;
    this.#maxTimestampMs = this.#count === 0 ? recordTimeMs : Math.max(this.#maxTimestampMs, recordTimeMs);
    this.#count += 1;
    this.#lastOffset = offset;
    this.#lastKeySizeBytes = keyLength;
    this.#lastValueSizeBytes = valueLength;
    return offset;
  }

  close(): Uint8Array {
    if (this.#closed !== undefined) return this.#closed;
    this.#appending = false;
    const compressor = this.#compressor;
    if (compressor !== undefined && this.#count > 0) {
      this.#wrap(compressor.codec.compress(this.#messages(), compressor.options), compressor.codec.id);
    }
    this.#closed = this.#messages();
    return this.#closed;
  }

  closeAsync(): Promise<Uint8Array> {
    this.#closing ??= this.#compressAndClose();
    return this.#closing;
  }

  async #compressAndClose(): Promise<Uint8Array> {
    const compressor = this.#compressor;
    if (this.#closed !== undefined || compressor === undefined || this.#count === 0) return this.close();
    this.#appending = false;
    const compressed = await compressor.codec.compressAsync(this.#messages(), compressor.options);
    // A close() in the meantime has done the same work already.
    if (this.#closed !== undefined) return this.#closed;
    this.#wrap(compressed, compressor.codec.id);
    this.#closed = this.#messages();
    return this.#closed;
  }

  #messages(): Buffer {
    return this.#buffer.subarray(0, this.#position);
  }

  #wrap(compressed: Uint8Array, codecId: number): void {
    const uncompressedSize = this.#position;
    const wrappedSize = sizeOfMessage(this.magic, -1, compressed.length);
    if (wrappedSize >= uncompressedSize) {
      this.#unrelate();
      return;
    }
    writeMessage(this.#memory, 0, {
      magic: this.magic,
      offset: this.#baseOffset + BigInt(this.#lastOffset),
      attributes: this.#attributes | codecId,
      timestampMs: this.#maxTimestampMs,
      key: null,
      keyLength: -1,
      value: compressed,
      valueLength: compressed.length,
    });
    this.#position = wrappedSize;
    this.#compressionRate = wrappedSize / uncompressedSize;
  }

  /** The messages stay without a wrapper after all: offsets relative to it become absolute. They are outside the CRC. */
  #unrelate(): void {
    if (this.magic === 0 || this.#baseOffset === 0n) return;
    for (let at = 0; at < this.#position; at += 12 + this.#buffer.readInt32BE(at + 8)) {
      this.#buffer.writeBigInt64BE(this.#buffer.readBigInt64BE(at) + this.#baseOffset, at);
    }
  }

  /** The first record is always taken, if need be into a buffer of its own size; later ones never enlarge the buffer. */
  #makeRoom(end: number): boolean {
    if (this.#count > 0) return false;
    if (end > this.#buffer.length) {
      this.#buffer = Buffer.allocUnsafeSlow(end);
      this.#memory = new Memory(this.#buffer);
    }
    return true;
  }
}

function lengthOf(bytes: Uint8Array | string | null): number {
  return bytes === null ? -1 : typeof bytes === "string" ? Buffer.byteLength(bytes, "utf8") : bytes.length;
}
