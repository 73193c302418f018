/** One message (magic 0 or 1) to bytes. */

import { LOG_APPEND_TIME_BIT } from "../attributes.js";
import { type Memory, writeBigInt64, writeInt32, writeInt64 } from "../bytes.js";
import { crc32 } from "../checksum/index.js";
import { LOG_OVERHEAD_BYTES, MAGIC_OFFSET, OFFSET_OFFSET, SIZE_OFFSET } from "../magic.js";
import {
  ATTRIBUTES_OFFSET,
  CRC_OFFSET,
  keyLengthOffset,
  type LegacyMagic,
  messageOverheadBytes,
  TIMESTAMP_OFFSET,
} from "./layout.js";

/** What goes into a message; lengths are those of the UTF-8 for strings, -1 for null. */
export interface MessageFields {
  readonly magic: LegacyMagic;
  readonly offset: number | bigint;
  readonly attributes: number;
  /** Not written in magic 0. */
  readonly timestampMs: number;
  readonly key: Uint8Array | string | null;
  readonly keyLength: number;
  readonly value: Uint8Array | string | null;
  readonly valueLength: number;
}

/** Bytes of a message with its offset and size. */
export function sizeOfMessage(magic: LegacyMagic, keyLength: number, valueLength: number): number {
  return LOG_OVERHEAD_BYTES + messageOverheadBytes(magic) + Math.max(0, keyLength) + Math.max(0, valueLength);
}

/** Writes a message at `position`, where {@link sizeOfMessage} bytes are free, and returns its CRC. */
export function writeMessage(memory: Memory, position: number, message: MessageFields): number {
  const buffer = memory.bytes;
  const { magic, keyLength, valueLength } = message;
  const end = position + sizeOfMessage(magic, keyLength, valueLength);
  if (typeof message.offset === "number") writeInt64(buffer, position + OFFSET_OFFSET, message.offset);
  else writeBigInt64(buffer, position + OFFSET_OFFSET, message.offset);
  writeInt32(buffer, position + SIZE_OFFSET, end - position - LOG_OVERHEAD_BYTES);
  buffer[position + MAGIC_OFFSET] = magic;
  buffer[position + ATTRIBUTES_OFFSET] = message.attributes;
  if (magic === 1) writeInt64(buffer, position + TIMESTAMP_OFFSET, message.timestampMs);
  const keyEnd = writeField(buffer, position + keyLengthOffset(magic), message.key, keyLength);
  writeField(buffer, keyEnd, message.value, valueLength);
  const start = position + MAGIC_OFFSET;
  const crc = crc32(memory.view(start, end - start));
  writeInt32(buffer, position + CRC_OFFSET, crc);
  return crc;
}

/** Sets the timestamp of a message of magic 1 and says that it is the broker's; `message` is exactly the message. */
export function stampMessage(message: Uint8Array, timestampMs: number): void {
  message[ATTRIBUTES_OFFSET] = (message[ATTRIBUTES_OFFSET] as number) | LOG_APPEND_TIME_BIT;
  writeInt64(message, TIMESTAMP_OFFSET, timestampMs);
  writeInt32(message, CRC_OFFSET, crc32(message.subarray(MAGIC_OFFSET)));
}

function writeField(buffer: Buffer, position: number, bytes: Uint8Array | string | null, length: number): number {
  writeInt32(buffer, position, length);
  const start = position + 4;
  if (bytes === null) return start;
  if (typeof bytes === "string") buffer.write(bytes, start, length, "utf8");
  else buffer.set(bytes, start);
  return start + length;
}
