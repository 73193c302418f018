import { KafkaProtocolError } from "../errors/index.js";
import { type Reader, type Writer, ZERO_UUID } from "../wire/index.js";
import { Type } from "./type.js";

/** One byte; anything but 0 reads as true. */
export const boolean = scalar<boolean>({
  name: "bool",
  sizeBytes: 1,
  fallback: false,
  write: (writer, value) => writer.int8(value ? 1 : 0),
  read: (reader) => reader.int8() !== 0,
});

// The checks shift the bits away that the type does not have: what is then another value (or NaN, or no number) does not fit.

export const int8 = scalar<number>({
  name: "int8",
  sizeBytes: 1,
  fallback: 0,
  write(writer, value) {
    if ((value << 24) >> 24 !== value) throw outOfRange("int8", value);
    writer.int8(value);
  },
  read: (reader) => reader.int8(),
});

export const int16 = scalar<number>({
  name: "int16",
  sizeBytes: 2,
  fallback: 0,
  write(writer, value) {
    if ((value << 16) >> 16 !== value) throw outOfRange("int16", value);
    writer.int16(value);
  },
  read: (reader) => reader.int16(),
});

export const uint16 = scalar<number>({
  name: "uint16",
  sizeBytes: 2,
  fallback: 0,
  write(writer, value) {
    if ((value & 0xffff) !== value) throw outOfRange("uint16", value);
    writer.int16(value);
  },
  read: (reader) => reader.uint16(),
});

export const int32 = scalar<number>({
  name: "int32",
  sizeBytes: 4,
  fallback: 0,
  write(writer, value) {
    if ((value | 0) !== value) throw outOfRange("int32", value);
    writer.int32(value);
  },
  read: (reader) => reader.int32(),
});

export const uint32 = scalar<number>({
  name: "uint32",
  sizeBytes: 4,
  fallback: 0,
  write(writer, value) {
    if (value >>> 0 !== value) throw outOfRange("uint32", value);
    writer.int32(value);
  },
  read: (reader) => reader.uint32(),
});

/** A bigint: offsets, producer ids and timestamps outgrow a number. */
export const int64 = scalar<bigint>({
  name: "int64",
  sizeBytes: 8,
  fallback: 0n,
  write(writer, value) {
    if (BigInt.asIntN(64, value) !== value) throw outOfRange("int64", value);
    writer.int64(value);
  },
  read: (reader) => reader.int64(),
});

export const float64 = scalar<number>({
  name: "float64",
  sizeBytes: 8,
  fallback: 0,
  write: (writer, value) => writer.float64(value),
  read: (reader) => reader.float64(),
});

/** Kafka's text form, 22 characters of base64url. */
export const uuid = scalar<string>({
  name: "uuid",
  sizeBytes: 16,
  fallback: ZERO_UUID,
  write: (writer, value) => writer.uuid(value),
  read: (reader) => reader.uuid(),
});

interface Scalar<T> {
  readonly name: string;
  readonly sizeBytes: number;
  readonly fallback: T;
  write(writer: Writer, value: T): void;
  read(reader: Reader): T;
}

function scalar<T>({ name, sizeBytes, fallback, write, read }: Scalar<T>): Type<T> {
  const codec = { write, read, minSizeBytes: sizeBytes };
  return new Type<T>({
    kind: { name },
    fallback: () => fallback,
    isDefault: (value) => value === fallback,
    compile: () => codec,
  });
}

function outOfRange(name: string, value: unknown): KafkaProtocolError {
  return new KafkaProtocolError(
    `${typeof value === "number" || typeof value === "bigint" ? value : typeof value} is not an ${name}`,
  );
}
