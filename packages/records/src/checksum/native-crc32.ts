/** The optional native checksums of @node-rs/crc32: looked for once, when a checksum is long enough to profit. */

import { optionalRequire } from "../optional-require.js";

/** What we use of @node-rs/crc32. */
export interface NativeCrc32 {
  crc32(bytes: Uint8Array, seed?: number): number;
  crc32c(bytes: Uint8Array, seed?: number): number;
}

let loaded: NativeCrc32 | undefined;
let searched = false;

/** The native checksums, or undefined where they are not installed. */
export function nativeCrc32(): NativeCrc32 | undefined {
  if (!searched) {
    searched = true;
    loaded = load();
  }
  return loaded;
}

/** Puts another implementation (or none) in place of the native one; returns a function that undoes it. For tests and benchmarks. */
export function overrideNativeCrc32(implementation: NativeCrc32 | undefined): () => void {
  const [before, wasSearched] = [loaded, searched];
  loaded = implementation;
  searched = true;
  return () => {
    loaded = before;
    searched = wasSearched;
  };
}

function load(): NativeCrc32 | undefined {
  try {
    return optionalRequire("@node-rs/crc32") as NativeCrc32;
  } catch {
    return undefined; // not installed, or no binary for this platform: JavaScript gives the same numbers
  }
}
