/** Snappy by the package snappy, in the framing of xerial's snappy-java; without levels. Raw blocks are read too. */

import { asBuffer } from "../bytes.js";
import { CorruptRecordError } from "../errors.js";
import type { Codec, DecompressOptions } from "./codec.js";
import { checkSize } from "./decompressed-size.js";
import { nativeLibrary } from "./native-library.js";
import { isXerial, readXerialBlocks, writeXerial, XERIAL_BLOCK_BYTES } from "./xerial.js";

interface Snappy {
  compress(bytes: Uint8Array): Promise<Buffer>;
  compressSync(bytes: Uint8Array): Buffer;
  uncompress(bytes: Uint8Array): Promise<Buffer>;
  uncompressSync(bytes: Uint8Array): Buffer;
}

const library = nativeLibrary<Snappy>("snappy", "snappy");

export const snappyCodec: Codec = {
  type: "snappy",
  id: 2,
  compress(bytes) {
    const { compressSync } = library();
    return writeXerial(chunksOf(bytes).map((chunk) => compressSync(chunk)));
  },
  async compressAsync(bytes) {
    const { compress } = library();
    return writeXerial(await Promise.all(chunksOf(bytes).map((chunk) => compress(chunk))));
  },
  decompress(bytes, options) {
    const blocks = blocksOf(bytes, options);
    const { uncompressSync } = library();
    try {
      return join(blocks.map((block) => uncompressSync(block)));
    } catch (error) {
      throw corrupt(bytes, error);
    }
  },
  async decompressAsync(bytes, options) {
    const blocks = blocksOf(bytes, options);
    const { uncompress } = library();
    try {
      return join(await Promise.all(blocks.map((block) => uncompress(block))));
    } catch (error) {
      throw corrupt(bytes, error);
    }
  },
};

function chunksOf(bytes: Uint8Array): Uint8Array[] {
  const chunks: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; at += XERIAL_BLOCK_BYTES)
    chunks.push(bytes.subarray(at, at + XERIAL_BLOCK_BYTES));
  return chunks;
}

/** The raw blocks, each with a size that its length can carry, together within the limit. */
function blocksOf(bytes: Uint8Array, options: DecompressOptions): Buffer[] {
  const blocks = isXerial(bytes) ? readXerialBlocks(asBuffer(bytes)) : [asBuffer(bytes)];
  let size = 0;
  for (const block of blocks) size += declaredSize(block);
  checkSize("snappy", size, bytes, options);
  return blocks;
}

/**
 * The uncompressed length that stands in front of a raw block, a varint. The library allocates what it says, so it has
 * to be possible: the densest element is a copy of 64 bytes, which takes 3.
 */
function declaredSize(block: Buffer): number {
  let size = 0;
  for (let at = 0; at < 5; at++) {
    const byte = block[at];
    if (byte === undefined) break;
    size += (byte & 0x7f) * 2 ** (7 * at);
    if (byte < 0x80) {
      if (size > block.length * 64) {
        throw new CorruptRecordError(`snappy: a block of ${block.length} bytes says that it holds ${size}`);
      }
      return size;
    }
  }
  throw new CorruptRecordError(`snappy: a block of ${block.length} bytes does not start with a length`);
}

function join(blocks: Buffer[]): Buffer {
  return blocks.length === 1 ? (blocks[0] as Buffer) : Buffer.concat(blocks);
}

function corrupt(bytes: Uint8Array, error: unknown): CorruptRecordError {
  return new CorruptRecordError(`snappy: ${bytes.length} bytes do not decompress: ${(error as Error).message}`, {
    cause: error,
  });
}
