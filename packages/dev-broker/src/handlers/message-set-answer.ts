/** What clients from before record batches get to read. */
import { convertRecords } from "@k/records";

/** Message sets of magic 0 for Fetch 0 and 1, of magic 1 for 2 and 3; cut at `maxBytes` before v3, as was the custom. */
export function asMessageSet(chunks: readonly Uint8Array[], apiVersion: number, maxBytes: number): Uint8Array[] {
  const magic = apiVersion < 2 ? 0 : 1;
  // zstd cannot be brought down: what comes before it is answered now, and the next Fetch is told so.
  const firstZstd = chunks.findIndex(isZstd);
  const readable = firstZstd < 0 ? chunks : chunks.slice(0, firstZstd);
  const converted = readable.map((bytes) => (bytes[16]! > magic ? convertRecords(bytes, { magic }) : bytes));
  return apiVersion < 3 ? [Buffer.concat(converted).subarray(0, Math.max(maxBytes, 0))] : converted;
}

export function isZstd(bytes: Uint8Array): boolean {
  return bytes[16] === 2 && (bytes[22]! & 0x07) === 4;
}
