import { KafkaProtocolError } from "../errors/index.js";
import { MalformedError, type Reader, type Writer } from "../wire/index.js";
import type { FieldCodec, Target } from "./codec.js";

/** How a length (or count) stands before what it counts; -1 is null. */
export interface LengthCodec {
  readonly minSizeBytes: number;
  readonly max: number;
  write(writer: Writer, length: number): void;
  read(reader: Reader): number;
}

/** Flexible versions: an unsigned varint of length + 1, so that null is 0. */
const compactLength: LengthCodec = {
  minSizeBytes: 1,
  max: 0x7fffffff,
  write: (writer, length) => writer.unsignedVarint(length + 1),
  read: (reader) => reader.unsignedVarint() - 1,
};

const int16Length: LengthCodec = {
  minSizeBytes: 2,
  max: 0x7fff,
  write: (writer, length) => writer.int16(length),
  read: (reader) => reader.int16(),
};

const int32Length: LengthCodec = {
  minSizeBytes: 4,
  max: 0x7fffffff,
  write: (writer, length) => writer.int32(length),
  read: (reader) => reader.int32(),
};

/** Strings count in 16 bits, everything else in 32, until flexible versions made them the same. */
export function stringLength({ flexible }: Target): LengthCodec {
  return flexible ? compactLength : int16Length;
}

export function length({ flexible }: Target): LengthCodec {
  return flexible ? compactLength : int32Length;
}

export interface Sized<Out, In> {
  readonly length: LengthCodec;
  readonly nullable: boolean;
  /** What the length counts, bytes or elements. */
  count(value: In): number;
  write(writer: Writer, value: In, count: number): void;
  /** `count` is not negative; whether the bytes are there is for `read` to check, before it allocates. */
  read(reader: Reader, count: number): Out;
}

/** Something after its length: the rules of null and of lengths, once for all of them. */
export function sized<Out, In>({
  length,
  nullable,
  count,
  write,
  read,
}: Sized<Out, In>): FieldCodec<Out | null, In | null> {
  return {
    minSizeBytes: length.minSizeBytes,
    write(writer, value) {
      if (value === null) {
        if (!nullable) throw new KafkaProtocolError("null is not allowed at this version");
        length.write(writer, -1);
        return;
      }
      const n = count(value);
      if (n > length.max) throw new KafkaProtocolError(`a length of ${n} exceeds ${length.max}`);
      length.write(writer, n);
      write(writer, value, n);
    },
    read(reader) {
      const n = length.read(reader);
      if (n >= 0) return read(reader, n);
      if (n < -1) throw new MalformedError(`a length is negative (${n})`);
      if (!nullable) throw new MalformedError("null is not allowed at this version");
      return null;
    },
  };
}
