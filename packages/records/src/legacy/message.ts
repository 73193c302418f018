/** A message (magic 0 or 1) to read: a view that was checked, and a record on its own when it is no wrapper. */

import { CODEC_MASK, LOG_APPEND_TIME_BIT } from "../attributes.js";
import { type Memory, readBigInt64, readInt32, readInt64, readUint32 } from "../bytes.js";
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

/** Positions in a set's bytes; nothing is made of them before it is asked for. */
export class Message implements KafkaRecord {
  readonly magic: LegacyMagic;
  readonly #memory: Memory;
  readonly #start: number;
  readonly #end: number;
  readonly #wrapper: WrapperContext;
  readonly #keyLength: number;
  readonly #valueLength: number;

  /** From `start` to `end` is exactly one message with its offset and size; wrong lengths or magic are a CorruptRecordError. */
  constructor(memory: Memory, start: number, end: number, wrapper: WrapperContext = NO_WRAPPER) {
    const { bytes } = memory;
    const magic = bytes[start + MAGIC_OFFSET];
    if (magic !== 0 && magic !== 1) throw new CorruptRecordError(`message with magic ${magic}, neither 0 nor 1`);
    const sizeInBytes = end - start;
    const smallest = LOG_OVERHEAD_BYTES + messageOverheadBytes(magic);
    if (sizeInBytes < smallest) {
      throw new CorruptRecordError(
        `message of magic ${magic} with ${sizeInBytes} bytes: even an empty one takes ${smallest}`,
      );
    }
    const size = LOG_OVERHEAD_BYTES + readInt32(bytes, start + SIZE_OFFSET);
    if (size !== sizeInBytes) throw new CorruptRecordError(`message of ${sizeInBytes} bytes says that it has ${size}`);
    this.magic = magic;
    this.#memory = memory;
    this.#start = start;
    this.#end = end;
    this.#wrapper = wrapper;
    // What remains for the bytes of key and value.
    const room = sizeInBytes - smallest;
    const keyAt = start + keyLengthOffset(magic);
    this.#keyLength = readInt32(bytes, keyAt);
    if (this.#keyLength < -1 || this.#keyLength > room) throw this.#badLength("key", this.#keyLength, room);
    const keyBytes = Math.max(0, this.#keyLength);
    this.#valueLength = readInt32(bytes, keyAt + 4 + keyBytes);
    if (Math.max(0, this.#valueLength) !== room - keyBytes || this.#valueLength < -1) {
      throw this.#badLength("value", this.#valueLength, room - keyBytes);
    }
  }

  /** The whole message: a view. */
  get bytes(): Buffer {
    return this.#memory.view(this.#start, this.#end - this.#start);
  }

  get offset(): bigint {
    const offset = readBigInt64(this.#memory.bytes, this.#start + OFFSET_OFFSET);
    return this.#wrapper === NO_WRAPPER ? offset : this.#wrapper.offset + offset;
  }

  get attributes(): number {
    return this.#memory.bytes[this.#start + ATTRIBUTES_OFFSET] as number;
  }

  get codecId(): number {
    return this.attributes & CODEC_MASK;
  }

  get timestampMs(): number {
    if (this.#wrapper.logAppendTimeMs !== undefined) return this.#wrapper.logAppendTimeMs;
    return this.magic === 0 ? NO_TIMESTAMP : readInt64(this.#memory.bytes, this.#start + TIMESTAMP_OFFSET);
  }

  get timestampType(): TimestampType {
    if (this.magic === 0) return "NoTimestampType";
    if (this.#wrapper.logAppendTimeMs !== undefined) return "LogAppendTime";
    return this.attributes & LOG_APPEND_TIME_BIT ? "LogAppendTime" : "CreateTime";
  }

  get key(): Buffer | null {
    if (this.#keyLength < 0) return null;
    return this.#memory.view(this.#start + keyLengthOffset(this.magic) + 4, this.#keyLength);
  }

  get value(): Buffer | null {
    return this.#valueLength < 0 ? null : this.#memory.view(this.#end - this.#valueLength, this.#valueLength);
  }

  get headers(): readonly RecordHeader[] {
    return NO_HEADERS;
  }

  get sequence(): -1 {
    return -1;
  }

  get sizeInBytes(): number {
    return this.#end - this.#start;
  }

  get checksum(): number {
    return readUint32(this.#memory.bytes, this.#start + CRC_OFFSET);
  }

  get isCrcValid(): boolean {
    return this.#computeCrc() === this.checksum;
  }

  validateCrc(): void {
    const computed = this.#computeCrc();
    if (computed !== this.checksum) {
      throw new CorruptRecordError(
        `message at offset ${this.offset}, ${this.sizeInBytes} bytes: its CRC-32 is ${hex(computed)}, the header says ${hex(this.checksum)}`,
      );
    }
  }

  #computeCrc(): number {
    const start = this.#start + MAGIC_OFFSET;
    return crc32(this.#memory.view(start, this.#end - start));
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
