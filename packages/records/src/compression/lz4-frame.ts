/** The LZ4 frame format, as far as it has to be read before a library is let loose on it. */

import { CorruptRecordError } from "../errors.js";
import { shortXxh32 } from "./xxh32.js";

// offset  0  magic             04 22 4d 18
//         4  FLG               bits 7-6 version 01, 5 blocks independent, 4 block checksums, 3 content size,
//                              2 content checksum, 1 reserved, 0 dictionary id
//         5  BD                bits 6-4 largest block: 4 64 KiB, 5 256 KiB, 6 1 MiB, 7 4 MiB
//         6  content size      uint64 little-endian, if FLG says so
//         .  dictionary id     uint32, if FLG says so (not in Kafka)
//         .  HC                second lowest byte of the xxh32 of FLG to here
//         .  blocks            [ size uint32 little-endian, highest bit: stored as it is; bytes; checksum uint32 ]
//         .  end mark          00 00 00 00
//         .  content checksum  uint32, if FLG says so
const MAGIC_LITTLE_ENDIAN = 0x184d2204;
const FLG_OFFSET = 4;
const BD_OFFSET = 5;
const BLOCK_CHECKSUM_BIT = 0x10;
const CONTENT_SIZE_BIT = 0x08;
const CONTENT_CHECKSUM_BIT = 0x04;
const RESERVED_BIT = 0x02;
const DICTIONARY_BIT = 0x01;
const STORED_BIT = 0x80000000;

/** A compressed block grows to 255 times its size at most: a byte of a length stands for 255 bytes. */
const MAX_RATIO = 255;

export interface Lz4Frame {
  /** The whole frame, from its magic to its last checksum. */
  readonly bytes: Buffer;
  /** Where HC is. */
  readonly headerChecksumOffset: number;
  /** The frame holds at most this many bytes, going by the headers of its blocks. */
  readonly bound: number;
  /** What the frame says that it holds, if it does. */
  readonly contentSize: number | undefined;
}

/** Walks headers and blocks from frame to frame; everything is in bounds and every frame has its end mark, or it throws. */
export function readLz4Frames(bytes: Buffer): Lz4Frame[] {
  const frames: Lz4Frame[] = [];
  let at = 0;
  do {
    const frame = readFrame(bytes.subarray(at));
    frames.push(frame);
    at += frame.bytes.length;
  } while (at < bytes.length);
  return frames;
}

function readFrame(bytes: Buffer): Lz4Frame {
  const need = (end: number, what: string): void => {
    if (end > bytes.length) throw new CorruptRecordError(`lz4: ${bytes.length} bytes end in the middle of ${what}`);
  };
  need(BD_OFFSET + 2, "a frame header");
  if (bytes.readUInt32LE(0) !== MAGIC_LITTLE_ENDIAN) {
    throw new CorruptRecordError(`lz4: a frame starts with ${bytes.toString("hex", 0, 4)}, not 04224d18`);
  }
  const flags = bytes[FLG_OFFSET] as number;
  const blockSizeCode = ((bytes[BD_OFFSET] as number) >> 4) & 0x07;
  if (flags >> 6 !== 1 || flags & (RESERVED_BIT | DICTIONARY_BIT) || blockSizeCode < 4) {
    throw new CorruptRecordError(
      `lz4: frame descriptor ${bytes.toString("hex", FLG_OFFSET, FLG_OFFSET + 2)} is not one of Kafka's`,
    );
  }
  const largestBlock = 1 << (8 + 2 * blockSizeCode);
  let at = BD_OFFSET + 1;
  let contentSize: number | undefined;
  if (flags & CONTENT_SIZE_BIT) {
    need(at + 9, "a frame header");
    contentSize = bytes.readUInt32LE(at) + bytes.readUInt32LE(at + 4) * 0x100000000;
    at += 8;
  }
  const headerChecksumOffset = at++;

  let bound = 0;
  for (;;) {
    need(at + 4, "a block header");
    const size = bytes.readUInt32LE(at);
    at += 4;
    if (size === 0) break;
    const length = size % STORED_BIT;
    bound += size >= STORED_BIT ? length : Math.min(largestBlock, length * MAX_RATIO);
    at += length + (flags & BLOCK_CHECKSUM_BIT ? 4 : 0);
    need(at, "a block");
  }
  if (flags & CONTENT_CHECKSUM_BIT) at += 4;
  need(at, "the content checksum");
  return { bytes: bytes.subarray(0, at), headerChecksumOffset, bound, contentSize };
}

/** A copy of the frame with the header checksum that the specification asks for. */
export function withRightHeaderChecksum({ bytes, headerChecksumOffset }: Lz4Frame): Buffer {
  const copy = Buffer.from(bytes);
  copy[headerChecksumOffset] = (shortXxh32(bytes.subarray(FLG_OFFSET, headerChecksumOffset)) >> 8) & 0xff;
  return copy;
}

/**
 * KAFKA-3160: for magic 0, Kafka's header checksum covers the frame's magic too, which is wrong, and what brokers and
 * consumers of that time expect. Changes `frame` in place; its header has no optional fields.
 */
export function breakHeaderChecksum(frame: Buffer): void {
  frame[BD_OFFSET + 1] = (shortXxh32(frame.subarray(0, BD_OFFSET + 1)) >> 8) & 0xff;
}
