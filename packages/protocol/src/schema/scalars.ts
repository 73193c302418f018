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

export const int8 = integer(
  "int8",
  1,
  -0x80,
  0x7f,
  (w, v) => w.int8(v),
  (r) => r.int8(),
);
export const int16 = integer(
  "int16",
  2,
  -0x8000,
  0x7fff,
  (w, v) => w.int16(v),
  (r) => r.int16(),
);
export const uint16 = integer(
  "uint16",
  2,
  0,
  0xffff,
  (w, v) => w.int16(v),
  (r) => r.uint16(),
);
export const int32 = integer(
  "int32",
  4,
  -0x80000000,
  0x7fffffff,
  (w, v) => w.int32(v),
  (r) => r.int32(),
);
export const uint32 = integer(
  "uint32",
  4,
  0,
  0xffffffff,
  (w, v) => w.int32(v),
  (r) => r.uint32(),
);

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

function integer(
  name: string,
  sizeBytes: number,
  min: number,
  max: number,
  write: (writer: Writer, value: number) => void,
  read: (reader: Reader) => number,
): Type<number> {
  return scalar<number>({
    name,
    sizeBytes,
    fallback: 0,
    write(writer, value) {
      // Not `value < min || value > max`: NaN and undefined must not pass either.
      if (!(value >= min && value <= max && value === Math.trunc(value))) throw outOfRange(name, value);
      write(writer, value);
    },
    read,
  });
}

function outOfRange(name: string, value: unknown): KafkaProtocolError {
  return new KafkaProtocolError(
    `${typeof value === "number" || typeof value === "bigint" ? value : typeof value} is not an ${name}`,
  );
}
