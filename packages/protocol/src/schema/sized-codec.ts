import { KafkaProtocolError } from "../errors/index.js";
import { MalformedError, type Reader, type Writer } from "../wire/index.js";
import type { FieldCodec } from "./codec.js";

/**
 * How a length (or count) stands before what it counts; -1 is null.
 * `compact` is that of flexible versions: an unsigned varint of length + 1, so that null is 0.
 */
export type Prefix = "compact" | "int16" | "int32";

export interface Sized<Out, In> {
  readonly prefix: Prefix;
  readonly nullable: boolean;
  /** What the prefix counts, bytes or elements. */
  count(value: In): number;
  write(writer: Writer, value: In, count: number): void;
  /** `count` is not negative; whether the bytes are there is for `read` to check, before it allocates. */
  read(reader: Reader, count: number): Out;
}

/** Something after its length: the rules of null and of lengths, once for all of them. */
export function sizedCodec<Out, In>(sized: Sized<Out, In>): FieldCodec<Out | null, In | null> {
  const { prefix, nullable, count, write, read } = sized;
  const maxLength = prefix === "int16" ? 0x7fff : 0x7fffffff;
  return {
    minSizeBytes: minSizeBytes[prefix],
    write(writer, value) {
      if (value === null) {
        if (!nullable) throw new KafkaProtocolError("null is not allowed at this version");
        writeLength(writer, prefix, -1);
        return;
      }
      const length = count(value);
      if (length > maxLength) throw new KafkaProtocolError(`a length of ${length} exceeds ${maxLength}`);
      writeLength(writer, prefix, length);
      write(writer, value, length);
    },
    read(reader) {
      const length = readLength(reader, prefix);
      if (length >= 0) return read(reader, length);
      if (length < -1) throw new MalformedError(`a length is negative (${length})`);
      if (!nullable) throw new MalformedError("null is not allowed at this version");
      return null;
    },
  };
}

const minSizeBytes: Readonly<Record<Prefix, number>> = { compact: 1, int16: 2, int32: 4 };

function writeLength(writer: Writer, prefix: Prefix, length: number): void {
  if (prefix === "compact") writer.unsignedVarint(length + 1);
  else if (prefix === "int16") writer.int16(length);
  else writer.int32(length);
}

function readLength(reader: Reader, prefix: Prefix): number {
  if (prefix === "compact") return reader.unsignedVarint() - 1;
  return prefix === "int16" ? reader.int16() : reader.int32();
}
