/** gzip (RFC 1952), by node:zlib. Members may be concatenated. Levels 1 to 9 (0: stored, -1: zlib's choice), by default 6. */

import { promisify } from "node:util";
import { gunzip, gunzipSync, gzip, gzipSync, type InputType, type ZlibOptions } from "node:zlib";
import { CorruptRecordError, DecompressedSizeError } from "../errors.js";
import type { Codec, CompressOptions, DecompressOptions } from "./codec.js";

const gzipAsync = promisify(
  gzip as (input: InputType, options: ZlibOptions, done: (e: Error | null, b: Buffer) => void) => void,
);
const gunzipAsync = promisify(
  gunzip as (input: InputType, options: ZlibOptions, done: (e: Error | null, b: Buffer) => void) => void,
);

export const gzipCodec: Codec = {
  type: "gzip",
  id: 1,
  levels: [-1, 9],
  compress: (bytes, options) => gzipSync(bytes, levelOf(options)),
  compressAsync: (bytes, options) => gzipAsync(bytes, levelOf(options)),
  decompress(bytes, options) {
    try {
      return gunzipSync(bytes, { maxOutputLength: limitOf(options) });
    } catch (error) {
      throw explain(error, bytes, options);
    }
  },
  async decompressAsync(bytes, options) {
    try {
      return await gunzipAsync(bytes, { maxOutputLength: limitOf(options) });
    } catch (error) {
      throw explain(error, bytes, options);
    }
  },
};

function levelOf({ level }: CompressOptions): ZlibOptions {
  return level === undefined ? {} : { level };
}

/** zlib takes no limit below 1. */
function limitOf({ maxDecompressedBytes }: DecompressOptions): number {
  return Math.max(1, maxDecompressedBytes);
}

function explain(error: unknown, bytes: Uint8Array, options: DecompressOptions): Error {
  if ((error as NodeJS.ErrnoException).code === "ERR_BUFFER_TOO_LARGE") {
    return new DecompressedSizeError("gzip", bytes.length, options.maxDecompressedBytes, { cause: error });
  }
  return new CorruptRecordError(`gzip: ${bytes.length} bytes do not decompress: ${(error as Error).message}`, {
    cause: error,
  });
}
