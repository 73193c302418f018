/** CRC-32C (Castagnoli), the checksum of record batches: the npm package crc-32, or its native sister when that pays. */

import CRC32C from "crc-32/crc32c.js";
import { nativeCrc32 } from "./native-crc32.js";

/**
 * Below this the call into native code costs more than it saves. Measured on Node 20, x86-64, ns for one checksum:
 * 128 B 108 in JavaScript, 173 native; 256 B 205 and 203; 1 KiB 793 and 356; 16 KiB 12,437 and 3,385.
 */
const NATIVE_FROM_BYTES = 256;

/** The CRC-32C of `bytes`, unsigned. `seed` is the checksum of what came before, to go on from there. */
export function crc32c(bytes: Uint8Array, seed = 0): number {
  if (bytes.length >= NATIVE_FROM_BYTES) {
    const native = nativeCrc32();
    if (native !== undefined) return native.crc32c(bytes, seed) >>> 0;
  }
  return CRC32C.buf(bytes, seed) >>> 0;
}
