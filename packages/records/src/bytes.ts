/** Big-endian integers in place, int64 also as numbers (without a BigInt in between), and views as Buffers. */

const TWO_TO_32 = 0x100000000;

/** Reads an int64 as a number: exact up to ±2^53, beyond that the nearest double. */
export function readInt64(bytes: Uint8Array, position: number): number {
  return readInt32(bytes, position) * TWO_TO_32 + (readInt32(bytes, position + 4) >>> 0);
}

/** Writes a safe integer as an int64. */
export function writeInt64(bytes: Uint8Array, position: number, value: number): void {
  const high = Math.floor(value / TWO_TO_32);
  writeInt32(bytes, position, high);
  writeInt32(bytes, position + 4, value - high * TWO_TO_32);
}

export function readBigInt64(bytes: Uint8Array, position: number): bigint {
  return (BigInt(readInt32(bytes, position)) << 32n) | BigInt(readInt32(bytes, position + 4) >>> 0);
}

export function writeBigInt64(bytes: Uint8Array, position: number, value: bigint): void {
  writeInt32(bytes, position, Number(BigInt.asIntN(32, value >> 32n)));
  writeInt32(bytes, position + 4, Number(BigInt.asIntN(32, value)));
}

export function readInt32(bytes: Uint8Array, position: number): number {
  return (
    ((bytes[position] as number) << 24) |
    ((bytes[position + 1] as number) << 16) |
    ((bytes[position + 2] as number) << 8) |
    (bytes[position + 3] as number)
  );
}

export function readUint32(bytes: Uint8Array, position: number): number {
  return readInt32(bytes, position) >>> 0;
}

/** Takes int32 and uint32 alike. */
export function writeInt32(bytes: Uint8Array, position: number, value: number): void {
  bytes[position] = value >>> 24;
  bytes[position + 1] = value >>> 16;
  bytes[position + 2] = value >>> 8;
  bytes[position + 3] = value;
}

export function readInt16(bytes: Uint8Array, position: number): number {
  return (((bytes[position] as number) << 24) >> 16) | (bytes[position + 1] as number);
}

export function writeInt16(bytes: Uint8Array, position: number, value: number): void {
  bytes[position] = value >>> 8;
  bytes[position + 1] = value;
}

/** The same memory as a Buffer. */
export function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
