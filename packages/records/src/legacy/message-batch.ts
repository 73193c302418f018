/** An entry of a message set (magic 0 or 1) to read: a message, or a wrapper with the messages compressed inside it. */

import { LOG_APPEND_TIME_BIT } from "../attributes.js";
import { type Batch, DEFAULT_MAX_DECOMPRESSED_BYTES, type ReadOptions } from "../batch.js";
import { Memory, readBigInt64, readInt32, readInt64 } from "../bytes.js";
import { type CompressionType, codecById, compressionTypeOf, type DecompressOptions } from "../compression/index.js";
import { CorruptRecordError, UnsupportedCodecError } from "../errors.js";
import { LOG_OVERHEAD_BYTES, OFFSET_OFFSET, SIZE_OFFSET } from "../magic.js";
import type { KafkaRecord } from "../record.js";
import type { TimestampType } from "../timestamp-type.js";
import { type LegacyMagic, messageOverheadBytes, TIMESTAMP_OFFSET } from "./layout.js";
import { Message, type WrapperContext } from "./message.js";

const ZSTD_ID = 4;

export class MessageBatch implements Batch {
  readonly #message: Message;
  readonly #options: ReadOptions;

  /** `bytes` is exactly one entry; wrong lengths or magic are a CorruptRecordError. */
  constructor(bytes: Uint8Array, options?: ReadOptions);
  /** @internal One of many in the same memory: saves a view for each. */
  constructor(message: Message, options?: ReadOptions);
  constructor(entry: Uint8Array | Message, options: ReadOptions = {}) {
    this.#message = entry instanceof Message ? entry : new Message(new Memory(entry), 0, entry.length);
    this.#options = options;
  }

  get magic(): LegacyMagic {
    return this.#message.magic;
  }

  get bytes(): Buffer {
    return this.#message.bytes;
  }

  get sizeInBytes(): number {
    return this.#message.sizeInBytes;
  }

  /** Of the first record inside: a wrapper has to be decompressed to tell. */
  get baseOffset(): bigint {
    if (this.#message.codecId === 0) return this.#message.offset;
    const first = this.records().next();
    return first.done ? this.lastOffset : first.value.offset;
  }

  /** The wrapper's own; brokers set it to that of the last message inside. */
  get lastOffset(): bigint {
    return this.#message.offset;
  }

  get compression(): CompressionType {
    return compressionTypeOf(this.#message.codecId);
  }

  get timestampType(): TimestampType {
    return this.#message.timestampType;
  }

  /** The wrapper's own; it is 0 in those of kafka-python, for whom look at the records. */
  get maxTimestampMs(): number {
    return this.#message.timestampMs;
  }

  get crc(): number {
    return this.#message.checksum;
  }

  get isCrcValid(): boolean {
    return this.#message.isCrcValid;
  }

  get partitionLeaderEpoch(): -1 {
    return -1;
  }

  get producerId(): bigint {
    return -1n;
  }

  get producerEpoch(): -1 {
    return -1;
  }

  get baseSequence(): -1 {
    return -1;
  }

  get isTransactional(): false {
    return false;
  }

  get isControl(): false {
    return false;
  }

  get deleteHorizonMs(): undefined {
    return undefined;
  }

  get recordsCount(): number | undefined {
    return this.#message.codecId === 0 ? 1 : undefined;
  }

  validateCrc(): void {
    this.#message.validateCrc();
  }

  records(): IterableIterator<KafkaRecord> {
    this.#check();
    const { codecId } = this.#message;
    if (codecId === 0) return new OnlyRecord(this.#message);
    return this.#inside(codecById(codecId).decompress(this.#compressed(), this.#decompressOptions()));
  }

  async recordsAsync(): Promise<IterableIterator<KafkaRecord>> {
    this.#check();
    const { codecId } = this.#message;
    if (codecId === 0) return new OnlyRecord(this.#message);
    return this.#inside(await codecById(codecId).decompressAsync(this.#compressed(), this.#decompressOptions()));
  }

  [Symbol.iterator](): IterableIterator<KafkaRecord> {
    return this.records();
  }

  #check(): void {
    if (this.#options.validateCrc !== false) this.validateCrc();
    if (this.#message.codecId === ZSTD_ID) {
      throw new UnsupportedCodecError(
        `message at offset ${this.lastOffset}: zstd in magic ${this.magic}, which has none`,
      );
    }
  }

  #compressed(): Buffer {
    const { value } = this.#message;
    if (value === null) throw this.#corrupt("its value is null");
    return value;
  }

  #decompressOptions(): DecompressOptions {
    return {
      magic: this.magic,
      maxDecompressedBytes: this.#options.maxDecompressedBytes ?? DEFAULT_MAX_DECOMPRESSED_BYTES,
    };
  }

  #inside(decompressed: Uint8Array): IterableIterator<KafkaRecord> {
    const memory = new Memory(decompressed);
    const { bytes } = memory;
    // Lengths first: the last offset inside is needed for the first record.
    let last = -1;
    for (let at = 0; at < bytes.length; at += this.#sizeAt(bytes, at)) last = at;
    if (last < 0) throw this.#corrupt("there is nothing inside");
    return this.#iterate(memory, this.#context(readBigInt64(bytes, last + OFFSET_OFFSET)));
  }

  #context(lastInnerOffset: bigint): WrapperContext {
    if (this.magic === 0) return { offset: 0n, logAppendTimeMs: undefined };
    // Producers that leave the wrapper's offset 0 (librdkafka, kafka-python) would make this negative: then
    // the offsets inside are all there is.
    const offset = this.#message.offset - lastInnerOffset;
    return {
      offset: offset > 0n ? offset : 0n,
      logAppendTimeMs:
        this.#message.attributes & LOG_APPEND_TIME_BIT ? readInt64(this.bytes, TIMESTAMP_OFFSET) : undefined,
    };
  }

  *#iterate(memory: Memory, context: WrapperContext): Generator<KafkaRecord, undefined, undefined> {
    const { bytes } = memory;
    let index = 0;
    for (let at = 0; at < bytes.length; index++) {
      const end = at + this.#sizeAt(bytes, at);
      const message = new Message(memory, at, end, context);
      if (message.magic !== this.magic) throw this.#corrupt(`message ${index} inside has magic ${message.magic}`);
      if (message.codecId !== 0) throw this.#corrupt(`message ${index} inside is compressed again`);
      if (this.#options.validateCrc !== false) message.validateCrc();
      yield message;
      at = end;
    }
  }

  #sizeAt(bytes: Buffer, at: number): number {
    const left = bytes.length - at;
    const size = left < LOG_OVERHEAD_BYTES ? left : LOG_OVERHEAD_BYTES + readInt32(bytes, at + SIZE_OFFSET);
    if (size < LOG_OVERHEAD_BYTES + messageOverheadBytes(this.magic) || size > left) {
      throw this.#corrupt(`a message inside has ${size} bytes, and ${left} are left`);
    }
    return size;
  }

  #corrupt(what: string): CorruptRecordError {
    return new CorruptRecordError(
      `${this.compression} message of magic ${this.magic} at offset ${this.#message.offset}: ${what}`,
    );
  }
}

/** An iterator over one record. A class: in uncompressed sets one is made for every message. */
class OnlyRecord implements IterableIterator<KafkaRecord> {
  #record: KafkaRecord | undefined;

  constructor(record: KafkaRecord) {
    this.#record = record;
  }

  [Symbol.iterator](): this {
    return this;
  }

  next(): IteratorResult<KafkaRecord, undefined> {
    const value = this.#record;
    if (value === undefined) return { done: true, value };
    this.#record = undefined;
    return { done: false, value };
  }
}
