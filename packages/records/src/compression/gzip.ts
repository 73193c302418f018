/** gzip (RFC 1952), by node:zlib. Members may be concatenated. Levels 1 to 9 (0: stored, -1: zlib's choice), by default 6. */

import type { InputType, ZlibOptions } from "node:zlib";
import { CorruptRecordError, DecompressedSizeError } from "../errors.js";
import type { Codec, CompressOptions, DecompressOptions } from "./codec.js";
import { nodeZlib } from "./node-zlib.js";

type ZlibCallback = (
  input: InputType,
  options: ZlibOptions,
  done: (error: Error | null, result: Buffer) => void,
) => void;

export const gzipCodec: Codec = {
  type: "gzip",
  id: 1,
  levels: [-1, 9],
  compress: (bytes, options) => nodeZlib().gzipSync(bytes, levelOf(options)),
  compressAsync: (bytes, options) => promised(nodeZlib().gzip, bytes, levelOf(options)),
  decompress(bytes, options) {
    try {
      return nodeZlib().gunzipSync(bytes, { maxOutputLength: limitOf(options) });
    } catch (error) {
      throw explain(error, bytes, options);
    }
  },
  async decompressAsync(bytes, options) {
    try {
      return await promised(nodeZlib().gunzip, bytes, { maxOutputLength: limitOf(options) });
    } catch (error) {
      throw explain(error, bytes, options);
    }
  },
};

function promised(work: ZlibCallback, bytes: Uint8Array, options: ZlibOptions): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    work(bytes, options, (error, result) => (error === null ? resolve(result) : reject(error)));
  });
}

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
