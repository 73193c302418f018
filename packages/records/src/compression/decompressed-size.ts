/** Bounds of what a compressed block may grow to, for libraries that take no limit themselves. */

import { DecompressedSizeError } from "../errors.js";
import type { DecompressOptions } from "./codec.js";

/** What a bound by block headers may lie above the truth, since the last block of a frame is rarely full. */
const SLACK_BYTES = 4 << 20;

/**
 * Stops before decompressing when `bound`, what the block headers allow for, is out of proportion to the limit.
 * A library without a limit is so kept to twice `maxDecompressedBytes` and 4 MiB; {@link checkSize} is exact.
 */
export function checkBound(codec: string, bound: number, bytes: Uint8Array, options: DecompressOptions): void {
  if (bound > 2 * options.maxDecompressedBytes + SLACK_BYTES) {
    throw new DecompressedSizeError(codec, bytes.length, options.maxDecompressedBytes);
  }
}

/** Stops when more came out, or is declared to come out, than the limit allows. */
export function checkSize(codec: string, size: number, bytes: Uint8Array, options: DecompressOptions): void {
  if (size > options.maxDecompressedBytes) {
    throw new DecompressedSizeError(codec, bytes.length, options.maxDecompressedBytes);
  }
}
