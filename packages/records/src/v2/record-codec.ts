/**
 * One record of a batch, to bytes. This is the hot loop of every producer: nothing else lives here
 * (bench: bench/record-codec.bench.mjs).
 */

import type { RecordHeaderInput } from "../record.js";

// length          varint    bytes after this field
// attributes      int8      0
// timestampDelta  varlong   to the batch's base timestamp, may be negative
// offsetDelta     varint
// keyLength       varint    -1: null key
// key
// valueLength     varint    -1: null value
// value
// headersCount    varint
// headers         [ keyLength varint, key UTF-8, valueLength varint (-1: null), value ]
//
// varint and varlong are zigzag, then 7 bits a byte, the lowest first.

/** What a key or value may be: strings are written as UTF-8 in place, without a buffer in between. */
export type RecordBytes = Uint8Array | string | null;

/**
 * Where the lengths of strings come from: their UTF-8 was measured, or they are taken for ASCII, whose length is that of
 * the string; {@link writeRecord} notices when that was wrong.
 */
export type Lengths = "measured" | "guessed";

/**
 * `writeRecord` met a character beyond ASCII in a string whose length was taken for its UTF-8 length.
 * What was written so far is void: measure with {@link utf8Length} and write again.
 */
export const NOT_ASCII = -1;

/** Bytes that `value` takes as a zigzag varint; `value` is an int32. */
export function sizeOfVarint(value: number): number {
  const zigzag = ((value << 1) ^ (value >> 31)) >>> 0;
  return zigzag < 0x80 ? 1 : zigzag < 0x4000 ? 2 : zigzag < 0x200000 ? 3 : zigzag < 0x10000000 ? 4 : 5;
}

/** Bytes that `value`, a safe integer, takes as a zigzag varlong. */
export function sizeOfVarlong(value: number): number {
  if (value === (value | 0)) return sizeOfVarint(value);
  // From here on zigzag(value) >= 2^32, or so close below it that it takes 5 bytes too.
  const magnitude = value < 0 ? -value - 1 : value;
  if (magnitude < 0x400000000) return 5; // 2^34: 35 bits of zigzag
  if (magnitude < 0x20000000000) return 6; // 2^41
  if (magnitude < 0x1000000000000) return 7; // 2^48
  return 8; // to 2^55, which is beyond the safe integers
}

/** Bytes of a string as UTF-8; a lone surrogate counts as the replacement character it becomes. */
export function utf8Length(text: string): number {
  return Buffer.byteLength(text, "utf8");
}

/** Bytes of a record without its length field, from lengths that are already known (-1: null). */
export function sizeOfRecordBody(
  timestampDelta: number,
  offsetDelta: number,
  keyLength: number,
  valueLength: number,
  headers: readonly RecordHeaderInput[],
  lengths: Lengths,
): number {
  return (
    1 +
    sizeOfVarlong(timestampDelta) +
    sizeOfVarint(offsetDelta) +
    sizeOfVarint(keyLength) +
    Math.max(keyLength, 0) +
    sizeOfVarint(valueLength) +
    Math.max(valueLength, 0) +
    (headers.length === 0 ? 1 : sizeOfHeaders(headers, lengths))
  );
}

/** Bytes of the header count and the headers. */
export function sizeOfHeaders(headers: readonly RecordHeaderInput[], lengths: Lengths): number {
  let size = sizeOfVarint(headers.length);
  for (let i = 0; i < headers.length; i++) {
    const { key, value } = headers[i] as RecordHeaderInput;
    const keyLength = lengthOf(key, lengths);
    const valueLength = lengthOf(value, lengths);
    size += sizeOfVarint(keyLength) + keyLength + sizeOfVarint(valueLength) + Math.max(0, valueLength);
  }
  return size;
}

/** Bytes of a key or value, -1 for null. */
export function lengthOf(bytes: RecordBytes, lengths: Lengths): number {
  if (bytes === null) return -1;
  return lengths === "measured" && typeof bytes === "string" ? utf8Length(bytes) : bytes.length;
}

/**
 * Writes a record at `position` and returns where it ends, or {@link NOT_ASCII}. The caller has made sure that
 * `bodySize` (by {@link sizeOfRecordBody}) and its length field fit.
 *
 * With guessed lengths, text that is ASCII (most keys, much JSON) is read only once: while it is written.
 */
export function writeRecord(
  buffer: Buffer,
  position: number,
  bodySize: number,
  timestampDelta: number,
  offsetDelta: number,
  key: RecordBytes,
  keyLength: number,
  value: RecordBytes,
  valueLength: number,
  headers: readonly RecordHeaderInput[],
  lengths: Lengths,
): number {
  let at = writeVarint(buffer, position, bodySize);
  buffer[at++] = 0; // attributes: no bit is in use
  at =
    timestampDelta >= 0 && timestampDelta < 64
      ? writeSmall(buffer, at, timestampDelta)
      : writeVarlong(buffer, at, timestampDelta);
  at = writeVarint(buffer, at, offsetDelta);
  at = writeField(buffer, at, key, keyLength);
  if (at === NOT_ASCII) return NOT_ASCII;
  at = writeField(buffer, at, value, valueLength);
  if (at === NOT_ASCII) return NOT_ASCII;
  if (headers.length === 0) {
    buffer[at] = 0;
    return at + 1;
  }
  return writeHeaders(buffer, at, headers, lengths);
}

function writeHeaders(
  buffer: Buffer,
  position: number,
  headers: readonly RecordHeaderInput[],
  lengths: Lengths,
): number {
  let at = writeVarint(buffer, position, headers.length);
  for (let i = 0; i < headers.length; i++) {
    const { key, value } = headers[i] as RecordHeaderInput;
    at = writeField(buffer, at, key, lengthOf(key, lengths));
    if (at === NOT_ASCII) return NOT_ASCII;
    at = writeField(buffer, at, value, lengthOf(value, lengths));
    if (at === NOT_ASCII) return NOT_ASCII;
  }
  return at;
}

/** A length and that many bytes. */
function writeField(buffer: Buffer, position: number, bytes: RecordBytes, length: number): number {
  const at = writeVarint(buffer, position, length);
  if (length <= 0) return at;
  return typeof bytes === "string"
    ? writeString(buffer, at, bytes, length)
    : writeBytes(buffer, at, bytes as Uint8Array, length);
}

function writeSmall(buffer: Buffer, at: number, value: number): number {
  buffer[at] = value << 1;
  return at + 1;
}

/** `value` is an int32. */
function writeVarint(buffer: Buffer, position: number, value: number): number {
  let at = position;
  let rest = (value << 1) ^ (value >> 31);
  while ((rest & ~0x7f) !== 0) {
    buffer[at++] = (rest & 0x7f) | 0x80;
    rest >>>= 7;
  }
  buffer[at++] = rest;
  return at;
}

function writeVarlong(buffer: Buffer, position: number, value: number): number {
  if (value === (value | 0)) return writeVarint(buffer, position, value);
  // Two halves of the zigzag form, without BigInt: magnitude * 2, plus 1 for negatives.
  const negative = value < 0;
  const magnitude = negative ? -value - 1 : value;
  let high = Math.floor(magnitude / 0x80000000);
  let low = (((magnitude % 0x80000000) * 2) >>> 0) + (negative ? 1 : 0);
  let at = position;
  while (high > 0 || low > 0x7f) {
    buffer[at++] = (low & 0x7f) | 0x80;
    // 2^25 = 2^32 / 2^7: the seven lowest bits of the high half move down.
    low = (low >>> 7) + (high % 0x80) * 0x2000000;
    high = Math.floor(high / 0x80);
  }
  buffer[at++] = low;
  return at;
}

/** Up to here a loop beats the call into native code (Node 20: 2.9 ns a character against 115 ns a call). */
const LOOP_TO_CHARACTERS = 40;

/** Up to here a loop beats `Uint8Array.prototype.set`, which costs 24 ns however little it copies. */
const LOOP_TO_BYTES = 11;

function writeString(buffer: Buffer, position: number, text: string, length: number): number {
  if (text.length !== length) {
    // The length was measured, and the text is not ASCII.
    buffer.write(text, position, length, "utf8");
    return position + length;
  }
  if (length <= LOOP_TO_CHARACTERS) {
    for (let i = 0; i < length; i++) {
      const code = text.charCodeAt(i);
      if (code > 0x7f) return NOT_ASCII;
      buffer[position + i] = code;
    }
    return position + length;
  }
  return writeLongAscii(buffer, position, text, length);
}

function writeLongAscii(buffer: Buffer, position: number, text: string, length: number): number {
  // Only ASCII has as many bytes as characters. Node stops at the last whole character that fits, and the longest takes
  // 4 bytes: with 4 bytes more than ASCII needs, any other text gives more than `length`.
  const room = length + 4;
  const fits = position + room <= buffer.length;
  if (!fits && utf8Length(text) !== length) return NOT_ASCII;
  return buffer.write(text, position, fits ? room : length, "utf8") === length ? position + length : NOT_ASCII;
}

function writeBytes(buffer: Buffer, position: number, bytes: Uint8Array, length: number): number {
  if (length <= LOOP_TO_BYTES) {
    for (let i = 0; i < length; i++) buffer[position + i] = bytes[i] as number;
  } else {
    buffer.set(bytes, position);
  }
  return position + length;
}
