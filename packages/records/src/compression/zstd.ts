/**
 * Zstandard, by node:zlib where it has it (Node 22.15 and later), else by the package @toondepauw/node-zstd.
 * Levels as zstd's own, by default 3.
 */

import { asBuffer } from "../bytes.js";
import { CorruptRecordError, UnsupportedCodecError } from "../errors.js";
import type { Codec, DecompressOptions } from "./codec.js";
import { checkBound, checkSize } from "./decompressed-size.js";
import { nativeLibrary } from "./native-library.js";
import { nodeZlib } from "./node-zlib.js";
import { readZstdFrames, withContentSize } from "./zstd-frame.js";

const DEFAULT_LEVEL = 3;

/** What either library comes down to. One frame at a time: Node 22 and 24 stop after the first. */
export interface ZstdLibrary {
  compress(bytes: Buffer, level: number): Buffer;
  compressAsync(bytes: Buffer, level: number): Promise<Buffer>;
  decompress(frame: Buffer, maxOutputLength: number): Buffer;
  decompressAsync(frame: Buffer, maxOutputLength: number): Promise<Buffer>;
}

export const zstdCodec: Codec = createZstdCodec(() => fromNode() ?? fromPackage());

/** A codec over either library; `library` is called when it is first needed. */
export function createZstdCodec(find: () => ZstdLibrary): Codec {
  let found: ZstdLibrary | undefined;
  const library = (): ZstdLibrary => {
    found ??= find();
    return found;
  };
  return {
    type: "zstd",
    id: 4,
    levels: [-131_072, 22],
    compress: (bytes, { level }) => library().compress(asBuffer(bytes), level ?? DEFAULT_LEVEL),
    compressAsync: async (bytes, { level }) => library().compressAsync(asBuffer(bytes), level ?? DEFAULT_LEVEL),
    decompress(bytes, options) {
      const frames = framesOf(bytes, options);
      const { decompress } = library();
      try {
        return join(
          frames.map((frame) => decompress(frame, Math.max(1, options.maxDecompressedBytes))),
          bytes,
          options,
        );
      } catch (error) {
        throw explain(error, bytes, options);
      }
    },
    async decompressAsync(bytes, options) {
      const frames = framesOf(bytes, options);
      const { decompressAsync } = library();
      try {
        const limit = Math.max(1, options.maxDecompressedBytes);
        return join(await Promise.all(frames.map((frame) => decompressAsync(frame, limit))), bytes, options);
      } catch (error) {
        throw explain(error, bytes, options);
      }
    },
  };
}

/** The frames: whole ones, since Node 22 takes a cut one for an empty one, and bounded, since the package knows no limit. */
function framesOf(bytes: Uint8Array, options: DecompressOptions): Buffer[] {
  const frames = readZstdFrames(asBuffer(bytes));
  let bound = 0;
  let declared = 0;
  for (const frame of frames) {
    bound += frame.bound;
    declared += frame.contentSize ?? 0;
  }
  checkSize("zstd", declared, bytes, options);
  checkBound("zstd", bound, bytes, options);
  return frames.map((frame) => frame.bytes);
}

function join(parts: Buffer[], bytes: Uint8Array, options: DecompressOptions): Buffer {
  const joined = parts.length === 1 ? (parts[0] as Buffer) : Buffer.concat(parts);
  checkSize("zstd", joined.length, bytes, options);
  return joined;
}

function explain(error: unknown, bytes: Uint8Array, options: DecompressOptions): unknown {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === "DECOMPRESSED_SIZE_EXCEEDED") return error;
  if (code === "ERR_BUFFER_TOO_LARGE") {
    checkSize("zstd", options.maxDecompressedBytes + 1, bytes, options);
  }
  return new CorruptRecordError(`zstd: ${bytes.length} bytes do not decompress: ${message}`, { cause: error });
}

type ZlibFunction<Result> = (bytes: Buffer, options: object) => Result;
type ZlibCallback = (bytes: Buffer, options: object, done: (error: Error | null, result: Buffer) => void) => void;

/** node:zlib's, or undefined on a Node that has none. */
export function fromNode(): ZstdLibrary | undefined {
  // The types are Node 20's, which has no zstd.
  const { constants, ...node } = nodeZlib() as unknown as {
    constants: Record<string, number>;
    zstdCompressSync?: ZlibFunction<Buffer>;
    zstdDecompressSync?: ZlibFunction<Buffer>;
    zstdCompress?: ZlibCallback;
    zstdDecompress?: ZlibCallback;
  };
  const { zstdCompress, zstdCompressSync, zstdDecompress, zstdDecompressSync } = node;
  if (!zstdCompress || !zstdCompressSync || !zstdDecompress || !zstdDecompressSync) return undefined;
  const promised = (work: ZlibCallback, bytes: Buffer, options: object): Promise<Buffer> =>
    new Promise((resolve, reject) => {
      work(bytes, options, (error, result) => (error === null ? resolve(result) : reject(error)));
    });
  const atLevel = (level: number) => ({ params: { [constants.ZSTD_c_compressionLevel as number]: level } });
  return {
    compress: (bytes, level) => zstdCompressSync(bytes, atLevel(level)),
    compressAsync: (bytes, level) => promised(zstdCompress, bytes, atLevel(level)),
    decompress: (frame, maxOutputLength) => zstdDecompressSync(frame, { maxOutputLength }),
    decompressAsync: (frame, maxOutputLength) => promised(zstdDecompress, frame, { maxOutputLength }),
  };
}

interface NodeZstd {
  Encoder: new (level: number) => { encode(bytes: Buffer): Promise<Buffer>; encodeSync(bytes: Buffer): Buffer };
  Decoder: new () => { decode(bytes: Buffer): Promise<Buffer>; decodeSync(bytes: Buffer): Buffer };
}

const nodeZstd = nativeLibrary<NodeZstd>("@toondepauw/node-zstd", "zstd on Node before 22.15");

/** The package's. */
export function fromPackage(): ZstdLibrary {
  const { Encoder, Decoder } = nodeZstd();
  if (Encoder === undefined || Decoder === undefined) {
    throw new UnsupportedCodecError("zstd: this version of @toondepauw/node-zstd has neither Encoder nor Decoder");
  }
  return {
    compress: (bytes, level) => withContentSize(new Encoder(level).encodeSync(bytes), bytes.length),
    compressAsync: async (bytes, level) => withContentSize(await new Encoder(level).encode(bytes), bytes.length),
    decompress: (frame) => new Decoder().decodeSync(frame),
    decompressAsync: (frame) => new Decoder().decode(frame),
  };
}
