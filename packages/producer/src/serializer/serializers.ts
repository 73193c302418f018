/** The serializers that come with the producer. Numbers are written as Kafka's own Java serializers write them. */

/** Text as UTF-8. */
export function stringSerializer(value: string): string {
  if (typeof value !== "string") throw new TypeError(`expected a string, not a ${typeof value}`);
  return value;
}

/** Bytes as they are. */
export function bytesSerializer(value: Uint8Array): Uint8Array {
  if (!(value instanceof Uint8Array)) throw new TypeError(`expected a Uint8Array, not a ${typeof value}`);
  return value;
}

/** `JSON.stringify`. What JSON has no form for (a function, a symbol, a bigint, a cycle) fails the record. */
export function jsonSerializer(value: unknown): string {
  const text = JSON.stringify(value);
  if (text === undefined) throw new TypeError(`a ${typeof value} has no form in JSON`);
  return text;
}

/** Two bytes, big-endian: Java's ShortSerializer. */
export function int16Serializer(value: number): Uint8Array {
  checkInteger(value, -0x8000, 0x7fff);
  const bytes = new Uint8Array(2);
  new DataView(bytes.buffer).setInt16(0, value);
  return bytes;
}

/** Four bytes, big-endian: Java's IntegerSerializer. */
export function int32Serializer(value: number): Uint8Array {
  checkInteger(value, -0x8000_0000, 0x7fff_ffff);
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setInt32(0, value);
  return bytes;
}

/** Eight bytes, big-endian: Java's LongSerializer. A number must be a safe integer, or it is not the one meant. */
export function int64Serializer(value: number | bigint): Uint8Array {
  if (typeof value !== "bigint") checkInteger(value, Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER);
  const wide = BigInt(value);
  if (BigInt.asIntN(64, wide) !== wide) throw new RangeError(`${value} does not fit into 64 bits`);
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigInt64(0, wide);
  return bytes;
}

/** Eight bytes, IEEE 754, big-endian: Java's DoubleSerializer. */
export function doubleSerializer(value: number): Uint8Array {
  if (typeof value !== "number") throw new TypeError(`expected a number, not a ${typeof value}`);
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setFloat64(0, value);
  return bytes;
}

function checkInteger(value: number, min: number, max: number): void {
  if (Number.isInteger(value) && value >= min && value <= max) return;
  throw new RangeError(`expected an integer from ${min} to ${max}, not ${String(value)}`);
}
