import { KafkaProtocolError } from "../errors/index.js";
import { utf8Length } from "../wire/index.js";
import type { FieldCodec } from "./codec.js";
import { sizedCodec } from "./sized-codec.js";
import { Type } from "./type.js";

/** UTF-8. Strings count their bytes in 16 bits, everything else in 32, until flexible versions made them the same. */
export const string = new Type<string>({
  kind: { name: "string" },
  fallback: () => "",
  isDefault: (value) => value === "",
  compile: (target) =>
    sizedCodec<string, string>({
      prefix: target.flexible ? "compact" : "int16",
      nullable: target.nullable,
      count: utf8Length,
      write(writer, value, byteLength) {
        // Encoding would replace a lone surrogate: the peer would be asked about another topic.
        if (byteLength !== value.length && LONE_SURROGATE.test(value)) {
          throw new KafkaProtocolError("the string has a lone surrogate, which UTF-8 cannot carry");
        }
        writer.utf8(value, byteLength);
      },
      read: (reader, byteLength) => reader.utf8(byteLength),
    }) as FieldCodec<string>,
});

/** Opaque bytes: copied when written, a view into the frame when read. */
export const bytes = new Type<Uint8Array>({
  kind: { name: "bytes" },
  fallback: () => EMPTY,
  isDefault: (value) => value?.length === 0,
  compile: (target) =>
    sizedCodec<Uint8Array, Uint8Array>({
      prefix: target.flexible ? "compact" : "int32",
      nullable: target.nullable,
      count: (value) => value.length,
      write: (writer, value) => writer.bytes(value),
      read: (reader, byteLength) => reader.view(byteLength),
    }) as FieldCodec<Uint8Array>,
});

/**
 * A record set: referenced and never copied when written, so it must not change until it was sent (several buffers count
 * as one after another); a view into the frame when read.
 */
export const records = new Type<Uint8Array, Uint8Array | readonly Uint8Array[]>({
  kind: { name: "records" },
  fallback: () => EMPTY,
  isDefault: (value) => value !== null && byteLengthOf(value) === 0,
  compile: (target) =>
    sizedCodec<Uint8Array, Uint8Array | readonly Uint8Array[]>({
      prefix: target.flexible ? "compact" : "int32",
      nullable: target.nullable,
      count: byteLengthOf,
      write(writer, value) {
        if (value instanceof Uint8Array) writer.reference(value);
        else for (const part of value) writer.reference(part);
      },
      read: (reader, byteLength) => reader.view(byteLength),
    }) as FieldCodec<Uint8Array, Uint8Array | readonly Uint8Array[]>,
});

const LONE_SURROGATE = /\p{Surrogate}/u;
const EMPTY = new Uint8Array(0);

function byteLengthOf(value: Uint8Array | readonly Uint8Array[]): number {
  if (value instanceof Uint8Array) return value.length;
  let sum = 0;
  for (const part of value) sum += part.length;
  return sum;
}
