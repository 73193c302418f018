/** The Zstandard frame format (RFC 8878), as far as it has to be read before a library is let loose on it. */

import { CorruptRecordError } from "../errors.js";

// offset  0  magic               28 b5 2f fd   (5x 2a 4d 18: skippable, then a uint32 length and that many bytes)
//         4  descriptor          bits 7-6 content size: 0, 2, 4, 8 bytes; 5 single segment; 3 reserved;
//                                2 content checksum; 1-0 dictionary id: 0, 1, 2, 4 bytes
//         5  window descriptor   uint8, unless single segment
//         .  dictionary id
//         .  content size        1 byte instead of 0 in a single segment; 256 more than its 2 bytes say
//         .  blocks              [ header uint24: bit 0 last, 2-1 type, 23-3 size; bytes ]
//         .  content checksum    uint32
// All little-endian. Block types: 0 stored, 1 one byte repeated, 2 compressed.
const MAGIC = 0xfd2fb528;
const SKIPPABLE_MAGIC = 0x184d2a50;
const CHECKSUM_BIT = 0x04;
const RESERVED_BIT = 0x08;
const SINGLE_SEGMENT_BIT = 0x20;

const DICTIONARY_ID_BYTES = [0, 1, 2, 4];

/** No block holds more, whatever the window. */
const LARGEST_BLOCK = 131_072;

export interface ZstdFrame {
  /** The whole frame, from its magic to its checksum. */
  readonly bytes: Buffer;
  /** The frame holds at most this many bytes, going by the headers of its blocks. */
  readonly bound: number;
  /** What the frame says that it holds, if it does. */
  readonly contentSize: number | undefined;
}

/** Walks headers and blocks from frame to frame, leaving out skippable ones; every frame is whole, or it throws. */
export function readZstdFrames(bytes: Buffer): ZstdFrame[] {
  const frames: ZstdFrame[] = [];
  let at = 0;
  do {
    const rest = bytes.subarray(at);
    const skipped = skippableLength(rest);
    if (skipped > 0) {
      at += skipped;
    } else {
      const frame = readFrame(rest);
      frames.push(frame);
      at += frame.bytes.length;
    }
  } while (at < bytes.length);
  return frames;
}

/**
 * The frame with its content size in the header, where the library left it out: readers can then allocate at once, and
 * kafka-python refuses more than 1 MiB without it.
 */
export function withContentSize(frame: Buffer, contentSize: number): Buffer {
  const descriptor = frame[4] as number;
  const hasNoSize = descriptor >> 6 === 0 && !(descriptor & SINGLE_SEGMENT_BIT);
  if (!hasNoSize || contentSize > 0xffffffff) return frame;
  const sized = Buffer.allocUnsafe(frame.length + 4);
  const at = 6 + (DICTIONARY_ID_BYTES[descriptor & 3] as number);
  frame.copy(sized, 0, 0, at);
  sized[4] = descriptor | 0x80; // 4 bytes of content size
  sized.writeUInt32LE(contentSize, at);
  frame.copy(sized, at + 4, at);
  return sized;
}

function skippableLength(bytes: Buffer): number {
  if (bytes.length < 4 || (bytes.readUInt32LE(0) & ~0x0f) >>> 0 !== SKIPPABLE_MAGIC) return 0;
  need(bytes, 8, "a skippable frame");
  const end = 8 + bytes.readUInt32LE(4);
  need(bytes, end, "a skippable frame");
  return end;
}

function readFrame(bytes: Buffer): ZstdFrame {
  need(bytes, 6, "a frame header");
  if (bytes.readUInt32LE(0) !== MAGIC) {
    throw new CorruptRecordError(`zstd: a frame starts with ${bytes.toString("hex", 0, 4)}, not 28b52ffd`);
  }
  const descriptor = bytes[4] as number;
  if (descriptor & RESERVED_BIT) throw new CorruptRecordError("zstd: a reserved bit of the frame header is set");
  const singleSegment = (descriptor & SINGLE_SEGMENT_BIT) !== 0;
  const dictionaryIdBytes = DICTIONARY_ID_BYTES[descriptor & 3] as number;
  const contentSizeBytes = [singleSegment ? 1 : 0, 2, 4, 8][descriptor >> 6] as number;

  let at = 5 + (singleSegment ? 0 : 1) + dictionaryIdBytes;
  need(bytes, at + contentSizeBytes, "a frame header");
  const contentSize = readContentSize(bytes, at, contentSizeBytes);
  at += contentSizeBytes;

  let bound = 0;
  for (let last = false; !last; ) {
    need(bytes, at + 3, "a block header");
    const header = bytes.readUIntLE(at, 3);
    at += 3;
    last = (header & 1) !== 0;
    const type = (header >> 1) & 3;
    const size = header >> 3;
    if (type === 3 || (type !== 2 && size > LARGEST_BLOCK)) {
      throw new CorruptRecordError(`zstd: a block of type ${type} has size ${size}`);
    }
    bound += type === 2 ? LARGEST_BLOCK : size;
    at += type === 1 ? 1 : size;
    need(bytes, at, "a block");
  }
  if (descriptor & CHECKSUM_BIT) at += 4;
  need(bytes, at, "the content checksum");
  return { bytes: bytes.subarray(0, at), bound, contentSize };
}

function readContentSize(bytes: Buffer, at: number, length: number): number | undefined {
  switch (length) {
    case 0:
      return undefined;
    case 1:
      return bytes[at] as number;
    case 2:
      return bytes.readUInt16LE(at) + 256;
    case 4:
      return bytes.readUInt32LE(at);
    default:
      return bytes.readUInt32LE(at) + bytes.readUInt32LE(at + 4) * 0x100000000;
  }
}

function need(bytes: Buffer, end: number, what: string): void {
  if (end > bytes.length) throw new CorruptRecordError(`zstd: ${bytes.length} bytes end in the middle of ${what}`);
}
