/** A message (magic 0 or 1) to read: a view that was checked, and a record on its own when it is no wrapper. */

import { CODEC_MASK, LOG_APPEND_TIME_BIT } from "../attributes.js";
import { readBigInt64, readInt32, readInt64, readUint32 } from "../bytes.js";
import { crc32 } from "../checksum/index.js";
import { CorruptRecordError } from "../errors.js";
import { LOG_OVERHEAD_BYTES, MAGIC_OFFSET, OFFSET_OFFSET, SIZE_OFFSET } from "../magic.js";
import type { KafkaRecord, RecordHeader } from "../record.js";
import { NO_TIMESTAMP, type TimestampType } from "../timestamp-type.js";
import {
  ATTRIBUTES_OFFSET,
  CRC_OFFSET,
  keyLengthOffset,
  type LegacyMagic,
  messageOverheadBytes,
  TIMESTAMP_OFFSET,
} from "./layout.js";

const NO_HEADERS: readonly RecordHeader[] = Object.freeze([]);

/** What a message inside a wrapper takes from it. */
export interface WrapperContext {
  /** To add to the offset inside. */
  readonly offset: bigint;
  /** Set when the broker stamped the wrapper: the timestamp of everything inside. */
  readonly logAppendTimeMs: number | undefined;
}

const NO_WRAPPER: WrapperContext = { offset: 0n, logAppendTimeMs: undefined };

export class Message implements KafkaRecord {
  readonly bytes: Buffer;
  readonly magic: LegacyMagic;
  readonly #wrapper: WrapperContext;
  readonly #keyLength: number;
  readonly #valueLength: number;

  /** `bytes` is exactly one message with its offset and size; wrong lengths or magic are a CorruptRecordError. */
  constructor(bytes: Buffer, wrapper: WrapperContext = NO_WRAPPER) {
    const magic = bytes[MAGIC_OFFSET];
    if (magic !== 0 && magic !== 1) throw new CorruptRecordError(`message with magic ${magic}, neither 0 nor 1`);
    const smallest = LOG_OVERHEAD_BYTES + messageOverheadBytes(magic);
    if (bytes.length < smallest) {
      throw new CorruptRecordError(
        `message of magic ${magic} with ${bytes.length} bytes: even an empty one takes ${smallest}`,
      );
    }
    const size = LOG_OVERHEAD_BYTES + readInt32(bytes, SIZE_OFFSET);
    if (size !== bytes.length)
      throw new CorruptRecordError(`message of ${bytes.length} bytes says that it has ${size}`);
    this.bytes = bytes;
    this.magic = magic;
    this.#wrapper = wrapper;
    // What remains for the bytes of key and value.
    const room = bytes.length - smallest;
    const keyAt = keyLengthOffset(magic);
    this.#keyLength = readInt32(bytes, keyAt);
    if (this.#keyLength < -1 || this.#keyLength > room) throw this.#badLength("key", this.#keyLength, room);
    const keyBytes = Math.max(0, this.#keyLength);
    this.#valueLength = readInt32(bytes, keyAt + 4 + keyBytes);
    if (Math.max(0, this.#valueLength) !== room - keyBytes || this.#valueLength < -1) {
      throw this.#badLength("value", this.#valueLength, room - keyBytes);
    }
  }

  get offset(): bigint {
    return this.#wrapper.offset + readBigInt64(this.bytes, OFFSET_OFFSET);
  }

  get attributes(): number {
    return this.bytes[ATTRIBUTES_OFFSET] as number;
  }

  get codecId(): number {
    return this.attributes & CODEC_MASK;
  }

  get timestampMs(): number {
    if (this.#wrapper.logAppendTimeMs !== undefined) return this.#wrapper.logAppendTimeMs;
    return this.magic === 0 ? NO_TIMESTAMP : readInt64(this.bytes, TIMESTAMP_OFFSET);
  }

  get timestampType(): TimestampType {
    if (this.magic === 0) return "NoTimestampType";
    if (this.#wrapper.logAppendTimeMs !== undefined) return "LogAppendTime";
    return this.attributes & LOG_APPEND_TIME_BIT ? "LogAppendTime" : "CreateTime";
  }

  get key(): Buffer | null {
    if (this.#keyLength < 0) return null;
    const start = keyLengthOffset(this.magic) + 4;
    return this.bytes.subarray(start, start + this.#keyLength);
  }

  get value(): Buffer | null {
    return this.#valueLength < 0 ? null : this.bytes.subarray(this.bytes.length - this.#valueLength);
  }

  get headers(): readonly RecordHeader[] {
    return NO_HEADERS;
  }

  get sequence(): -1 {
    return -1;
  }

  get sizeInBytes(): number {
    return this.bytes.length;
  }

  get checksum(): number {
    return readUint32(this.bytes, CRC_OFFSET);
  }

  get isCrcValid(): boolean {
    return crc32(this.bytes.subarray(MAGIC_OFFSET)) === this.checksum;
  }

  validateCrc(): void {
    const computed = crc32(this.bytes.subarray(MAGIC_OFFSET));
    if (computed !== this.checksum) {
      throw new CorruptRecordError(
        `message at offset ${this.offset}, ${this.bytes.length} bytes: its CRC-32 is ${hex(computed)}, the header says ${hex(this.checksum)}`,
      );
    }
  }

  #badLength(what: string, length: number, room: number): CorruptRecordError {
    return new CorruptRecordError(
      `message at offset ${this.offset}: its ${what} has length ${length}, and there are ${room} bytes for it`,
    );
  }

  /** For console.log, which shows no getters. */
  [Symbol.for("nodejs.util.inspect.custom")](): unknown {
    const { magic, offset, timestampMs, timestampType, key, value } = this;
    return { magic, offset, timestampMs, timestampType, key, value };
  }
}

function hex(crc: number): string {
  return `0x${crc.toString(16).padStart(8, "0")}`;
}
