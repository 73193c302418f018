/** CRC-32 (IEEE), the checksum of messages v0 and v1. */

import CRC32 from "crc-32";
import { nativeCrc32 } from "./native-crc32.js";

/** Below this the call into native code costs more than it saves; measured as for CRC-32C. */
const NATIVE_FROM_BYTES = 256;

/** The CRC-32 of `bytes`, unsigned. `seed` is the checksum of what came before, to go on from there. */
export function crc32(bytes: Uint8Array, seed = 0): number {
  if (bytes.length >= NATIVE_FROM_BYTES) {
    const native = nativeCrc32();
    if (native !== undefined) return native.crc32(bytes, seed) >>> 0;
  }
  return CRC32.buf(bytes, seed) >>> 0;
}
