/**
 * Strings to UTF-8 in place and back. Protocol strings (topics, hosts, client ids) are short and nearly always ASCII,
 * where a loop beats every call into native code; the rest goes to Node's own encoder.
 */

import { MalformedError } from "./errors.js";

/** Bytes that the string takes as UTF-8. A lone surrogate counts (and is written) as U+FFFD, as everywhere in Node. */
export function utf8Length(text: string): number {
  const length = text.length;
  if (length > SHORT) return Buffer.byteLength(text, "utf8");
  for (let i = 0; i < length; i++) if (text.charCodeAt(i) > 0x7f) return Buffer.byteLength(text, "utf8");
  return length;
}

/** Writes at `offset` and returns the offset after it. The caller has made room for `utf8Length(text)` bytes. */
export function utf8Write(bytes: Uint8Array, offset: number, text: string): number {
  const length = text.length;
  if (length > SHORT) return offset + encoder.encodeInto(text, bytes.subarray(offset)).written;
  for (let i = 0; i < length; i++) {
    const unit = text.charCodeAt(i);
    if (unit > 0x7f) return offset + encoder.encodeInto(text, bytes.subarray(offset)).written;
    bytes[offset + i] = unit;
  }
  return offset + length;
}

/** The text of `bytes[start, end)`. Throws a `MalformedError` when that is not UTF-8. */
export function utf8Read(bytes: Uint8Array, start: number, end: number): string {
  if (end - start > SHORT) return decode(bytes, start, end);
  let text = "";
  for (let i = start; i < end; i++) {
    const byte = bytes[i]!;
    if (byte > 0x7f) return decode(bytes, start, end);
    text += String.fromCharCode(byte);
  }
  return text;
}

/** Longest string that the loops take; measured on Node 20, native calls win from about here on. */
const SHORT = 48;

const encoder = new TextEncoder();
// A leading U+FEFF is part of the string, not a byte order mark to be dropped.
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

function decode(bytes: Uint8Array, start: number, end: number): string {
  try {
    return decoder.decode(bytes.subarray(start, end));
  } catch (cause) {
    throw new MalformedError(`the ${end - start} bytes of a string are not UTF-8`, { cause });
  }
}
