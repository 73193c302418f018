/** Messages, magic 0 and 1: where everything is. All integers are big-endian. */

//    v0   v1
//     0    0  offset        int64
//     8    8  size          int32    bytes after this field
//    12   12  crc           uint32   CRC-32 of everything from magic on
//    16   16  magic         int8
//    17   17  attributes    int8     see ../attributes.ts
//          18  timestamp     int64
//    18   26  keyLength     int32    -1: null key
//              key
//              valueLength   int32    -1: null value
//              value
//
// Compression: a whole message set becomes the value of one message without a key, the wrapper. Its offset is that of the
// last message inside, its timestamp the highest inside. Offsets inside are absolute in v0, and from 0 on in v1.
export const CRC_OFFSET = 12;
export const ATTRIBUTES_OFFSET = 17;
export const TIMESTAMP_OFFSET = 18;

export type LegacyMagic = 0 | 1;

/** Bytes of a message without offset, size, key and value. */
export const MESSAGE_V0_OVERHEAD_BYTES = 14;
export const MESSAGE_V1_OVERHEAD_BYTES = 22;

export function messageOverheadBytes(magic: LegacyMagic): number {
  return magic === 0 ? MESSAGE_V0_OVERHEAD_BYTES : MESSAGE_V1_OVERHEAD_BYTES;
}

/** Where the key's length is. */
export function keyLengthOffset(magic: LegacyMagic): number {
  return magic === 0 ? TIMESTAMP_OFFSET : TIMESTAMP_OFFSET + 8;
}
