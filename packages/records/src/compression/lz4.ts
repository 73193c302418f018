/** LZ4 frames by the package lz4-napi, without levels. Independent blocks out; linked ones in too. */

import { asBuffer } from "../bytes.js";
import { CorruptRecordError } from "../errors.js";
import type { Codec, CompressOptions, DecompressOptions } from "./codec.js";
import { checkBound, checkSize } from "./decompressed-size.js";
import { breakHeaderChecksum, readLz4Frames, withRightHeaderChecksum } from "./lz4-frame.js";
import { nativeLibrary } from "./native-library.js";

interface Lz4 {
  compressFrame(bytes: Uint8Array): Promise<Buffer>;
  compressFrameSync(bytes: Buffer): Buffer;
  decompressFrame(bytes: Uint8Array): Promise<Buffer>;
  decompressFrameSync(bytes: Buffer): Buffer;
}

const library = nativeLibrary<Lz4>("lz4-napi", "lz4");

export const lz4Codec: Codec = {
  type: "lz4",
  id: 3,
  compress: (bytes, options) => finish(library().compressFrameSync(asBuffer(bytes)), options),
  compressAsync: async (bytes, options) => finish(await library().compressFrame(bytes), options),
  decompress(bytes, options) {
    const frames = framesOf(bytes, options);
    const { decompressFrameSync } = library();
    try {
      return join(
        frames.map((frame) => decompressFrameSync(frame)),
        bytes,
        options,
      );
    } catch (error) {
      throw explain(error, bytes);
    }
  },
  async decompressAsync(bytes, options) {
    const frames = framesOf(bytes, options);
    const { decompressFrame } = library();
    try {
      return join(await Promise.all(frames.map((frame) => decompressFrame(frame))), bytes, options);
    } catch (error) {
      throw explain(error, bytes);
    }
  },
};

function finish(frame: Buffer, { magic }: CompressOptions): Buffer {
  if (magic === 0) breakHeaderChecksum(frame);
  return frame;
}

/** The frames, ready for the library, which knows no limit: their block headers say how large they may become. */
function framesOf(bytes: Uint8Array, options: DecompressOptions): Buffer[] {
  const frames = readLz4Frames(asBuffer(bytes));
  let bound = 0;
  let declared = 0;
  for (const frame of frames) {
    bound += frame.bound;
    declared += frame.contentSize ?? 0;
  }
  checkSize("lz4", declared, bytes, options);
  checkBound("lz4", bound, bytes, options);
  // Of magic 0 the header checksum may be either, as in Kafka's own reader.
  return frames.map((frame) => (options.magic === 0 ? withRightHeaderChecksum(frame) : frame.bytes));
}

function join(parts: Buffer[], bytes: Uint8Array, options: DecompressOptions): Buffer {
  const joined = parts.length === 1 ? (parts[0] as Buffer) : Buffer.concat(parts);
  checkSize("lz4", joined.length, bytes, options);
  return joined;
}

function explain(error: unknown, bytes: Uint8Array): unknown {
  if ((error as { code?: unknown }).code === "DECOMPRESSED_SIZE_EXCEEDED") return error;
  return new CorruptRecordError(`lz4: ${bytes.length} bytes do not decompress: ${(error as Error).message}`, {
    cause: error,
  });
}
