/** The three ways to write headers, as the one list that the record format has. */
import { InvalidRecordError } from "../errors.js";
import type { HeaderValue, ProducerHeaders } from "./producer-record.js";

export interface EncodedHeader {
  readonly key: string;
  readonly value: Uint8Array | null;
}

/** Throws `InvalidRecordError` for a key that is no string or a value that is not text, bytes or null. */
export function encodeHeaders(headers: ProducerHeaders): readonly EncodedHeader[] {
  if (headers === null || typeof headers !== "object") {
    throw new InvalidRecordError(
      `headers must be an object, a Map or an array of { key, value }, got ${typeof headers}`,
    );
  }
  if (Array.isArray(headers)) return headers.map((header) => encodeHeader(header?.key, header?.value));
  const entries = headers instanceof Map ? headers.entries() : Object.entries(headers as Record<string, HeaderValue>);
  return Array.from(entries, ([key, value]) => encodeHeader(key, value));
}

/** Bytes of all keys and values, as `RecordMetadata.serializedHeaderSize` counts them. */
export function sizeOfHeaders(headers: readonly EncodedHeader[]): number {
  let bytes = 0;
  for (const { key, value } of headers) bytes += Buffer.byteLength(key) + (value === null ? 0 : value.length);
  return bytes;
}

function encodeHeader(key: unknown, value: unknown): EncodedHeader {
  if (typeof key !== "string") throw new InvalidRecordError(`a header's key must be a string, got ${typeof key}`);
  if (value === null || value instanceof Uint8Array) return { key, value };
  if (typeof value === "string") return { key, value: Buffer.from(value) };
  throw new InvalidRecordError(`header "${key}": the value must be a string, bytes or null, got ${typeof value}`);
}
