/** What clients from before record batches get to read. */
import { convertRecords } from "@k/records";

/** Message sets of magic 0 for Fetch 0 and 1, of magic 1 for 2 and 3; cut at `maxBytes` before v3, as was the custom. */
export function asMessageSet(chunks: readonly Uint8Array[], apiVersion: number, maxBytes: number): Uint8Array[] {
  const magic = apiVersion < 2 ? 0 : 1;
  const converted = chunks.map((bytes) => (bytes[16]! > magic ? convertRecords(bytes, { magic }) : bytes));
  return apiVersion < 3 ? [Buffer.concat(converted).subarray(0, Math.max(maxBytes, 0))] : converted;
}

export function isZstd(bytes: Uint8Array): boolean {
  return bytes[16] === 2 && (bytes[22]! & 0x07) === 4;
}
