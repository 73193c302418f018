/** The framing that snappy-java (by xerial) puts around raw snappy blocks, and that Kafka made its own. */

import { CorruptRecordError } from "../errors.js";

// offset  0  magic        8 bytes  82 "SNAPPY" 00
//         8  version      int32    1
//        12  compatible   int32    1        oldest version that can read it
//        16  blocks                [ length int32, raw snappy block ]
const MAGIC = Buffer.from([0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0x00]);
const HEADER = Buffer.concat([MAGIC, Buffer.from([0, 0, 0, 1, 0, 0, 0, 1])]);

/** Uncompressed bytes of a block, as snappy-java cuts them. */
export const XERIAL_BLOCK_BYTES = 32_768;

export function writeXerial(blocks: readonly Buffer[]): Buffer {
  const parts: Buffer[] = [HEADER];
  for (const block of blocks) {
    const length = Buffer.allocUnsafe(4);
    length.writeInt32BE(block.length);
    parts.push(length, block);
  }
  return Buffer.concat(parts);
}

/** Whether this is xerial's framing; version fields are not looked at, since Redpanda wrote them the other way round. */
export function isXerial(bytes: Uint8Array): boolean {
  return bytes.length >= HEADER.length && MAGIC.every((byte, i) => bytes[i] === byte);
}

/**
 * The raw blocks, as views. Lengths are big-endian, and little-endian where a writer got the header's integers the
 * other way round and lengths read big-endian do not add up.
 */
export function readXerialBlocks(bytes: Buffer): Buffer[] {
  const littleEndian = bytes[HEADER.length - 1] === 0;
  const blocks =
    blocksBy(bytes, (at) => bytes.readInt32BE(at)) ??
    (littleEndian ? blocksBy(bytes, (at) => bytes.readInt32LE(at)) : undefined);
  if (blocks === undefined) {
    throw new CorruptRecordError(
      `snappy: the block lengths in ${bytes.length} bytes of xerial's framing do not add up`,
    );
  }
  return blocks;
}

function blocksBy(bytes: Buffer, lengthAt: (at: number) => number): Buffer[] | undefined {
  const blocks: Buffer[] = [];
  let at = HEADER.length;
  while (at < bytes.length) {
    const start = at + 4;
    if (start > bytes.length) return undefined;
    const length = lengthAt(at);
    if (length < 0 || length > bytes.length - start) return undefined;
    blocks.push(bytes.subarray(start, start + length));
    at = start + length;
  }
  return blocks;
}
