/** Which of Kafka's three record formats some bytes are in. The magic byte is at the same place in all of them. */

/** 0: Kafka 0.8. 1: 0.10, adds timestamps. 2: 0.11, record batches with headers and producer state. */
export type Magic = 0 | 1 | 2;

// offset  0  (base) offset        int64
//         8  size                 int32   bytes after this field
//        12  v0/v1: crc           uint32      v2: partition leader epoch, int32
//        16  magic                int8
export const OFFSET_OFFSET = 0;
export const SIZE_OFFSET = 8;
export const MAGIC_OFFSET = 16;

/** Offset and size: what stands before every entry of a log, whatever its magic. */
export const LOG_OVERHEAD_BYTES = 12;

/** The magic of the entry that starts at `position`, or undefined when the bytes end before it. */
export function peekMagic(bytes: Uint8Array, position = 0): number | undefined {
  return bytes[position + MAGIC_OFFSET];
}
