/**
 * Variable-length integers: seven bits a byte, least significant first, the top bit says that more follow.
 * Signed ones are zigzag encoded first (0, -1, 1, -2 become 0, 1, 2, 3), so that small negatives stay small.
 *
 * Functions over a plain array of bytes, for hot loops. They check nothing: the caller has made room
 * (`sizeOf…` tells how much) and passes integers of the type in the name. Reading is `Reader`'s, which checks.
 */

/** Bytes that a 32-bit value takes, read as unsigned: 1 to 5. */
export function sizeOfUnsignedVarint(value: number): number {
  // Math.clz32 counts from the top: 32 - clz32 significant bits, seven of them a byte; zero takes a byte, too.
  return value === 0 ? 1 : Math.ceil((32 - Math.clz32(value)) / 7);
}

/** Bytes that a signed 32-bit integer takes: 1 to 5. */
export function sizeOfVarint(value: number): number {
  return sizeOfUnsignedVarint((value << 1) ^ (value >> 31));
}

/** Bytes that a signed 64-bit integer takes: 1 to 10. A number must be a safe integer. */
export function sizeOfVarlong(value: number | bigint): number {
  if (isInt32(value)) return sizeOfVarint(value);
  let size = 1;
  for (let rest = zigzag64(value) >> 7n; rest > 0n; rest >>= 7n) size++;
  return size;
}

/** Writes at `offset` and returns the offset after it. */
export function writeUnsignedVarint(bytes: Uint8Array, offset: number, value: number): number {
  let rest = value;
  while ((rest & ~0x7f) !== 0) {
    bytes[offset++] = (rest & 0x7f) | 0x80;
    rest >>>= 7;
  }
  bytes[offset++] = rest;
  return offset;
}

/** Writes at `offset` and returns the offset after it. */
export function writeVarint(bytes: Uint8Array, offset: number, value: number): number {
  return writeUnsignedVarint(bytes, offset, (value << 1) ^ (value >> 31));
}

/** Writes at `offset` and returns the offset after it. A number must be a safe integer. */
export function writeVarlong(bytes: Uint8Array, offset: number, value: number | bigint): number {
  if (isInt32(value)) return writeVarint(bytes, offset, value);
  let rest = zigzag64(value);
  while (rest > 0x7fn) {
    bytes[offset++] = Number(rest & 0x7fn) | 0x80;
    rest >>= 7n;
  }
  bytes[offset++] = Number(rest);
  return offset;
}

// Nearly every varlong is a small delta: only what needs more than 32 bits pays for BigInt arithmetic.
function isInt32(value: number | bigint): value is number {
  return typeof value === "number" && (value | 0) === value;
}

function zigzag64(value: number | bigint): bigint {
  const wide = BigInt(value);
  return BigInt.asUintN(64, (wide << 1n) ^ (wide >> 63n));
}
