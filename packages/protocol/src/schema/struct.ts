import { KafkaProtocolError, locate } from "../errors/index.js";
import { MalformedError } from "../wire/index.js";
import { blankStruct } from "./blank-struct.js";
import type { FieldCodec, Target } from "./codec.js";
import type { Fields, Init, Shape } from "./infer.js";
import { readTaggedFields, writeTaggedFields } from "./tagged-fields.js";
import { type AnyType, Type } from "./type.js";
import { includes } from "./versions.js";

/** Fields, one after another in the order in which they are written here. */
export function struct<F extends Fields>(fields: F): Type<Shape<F>, Init<F>> {
  const entries = Object.entries(fields);
  let blank: (() => Value) | undefined;
  return new Type<Value, Value>({
    kind: { name: "struct", fields },
    fallback: () => {
      blank ??= blankStruct(entries);
      return blank();
    },
    isDefault: (value) =>
      value !== null && entries.every(([name, type]) => value[name] === undefined || type.isDefault(value[name])),
    compile: (target) => {
      const codec = compileStruct(entries, target);
      return target.nullable ? nullableStruct(codec) : codec;
    },
  });
}

// biome-ignore lint/suspicious/noExplicitAny: the exact type is on `struct`; inside, fields are looked up by name.
type Value = any;

/** A field of a struct, compiled for a version. */
export interface Member {
  readonly name: string;
  readonly codec: FieldCodec<unknown>;
  readonly fallback: () => unknown;
  readonly isDefault: (value: unknown) => boolean;
  /** -1 for a field that is not tagged at this version. */
  readonly tag: number;
}

function compileStruct(entries: readonly (readonly [string, AnyType])[], target: Target): FieldCodec<Value> {
  const { inline, tagged, lost } = sortOut(entries, target);
  const { flexible, version } = target;
  const blank = blankStruct(entries, new Set(inline.map(({ name }) => name)));
  let minSizeBytes = flexible ? 1 : 0;
  for (const { codec } of inline) minSizeBytes += codec.minSizeBytes;

  return {
    minSizeBytes,
    write(writer, value) {
      for (let i = 0; i < lost.length; i++) refuseLost(lost[i]!, value, version);
      let i = 0;
      try {
        for (; i < inline.length; i++) {
          const { name, codec, fallback } = inline[i]!;
          const field = value[name];
          codec.write(writer, field === undefined ? fallback() : field);
        }
      } catch (error) {
        throw locate(error, { field: inline[i]!.name });
      }
      if (flexible) writeTaggedFields(writer, value, tagged);
    },
    read(reader) {
      const value = blank();
      let i = 0;
      try {
        for (; i < inline.length; i++) {
          const { name, codec } = inline[i]!;
          value[name] = codec.read(reader);
        }
      } catch (error) {
        throw locate(error, { field: inline[i]!.name });
      }
      if (flexible) readTaggedFields(reader, value, tagged);
      return value;
    },
  };
}

/** Which fields the version writes in line, which as tags, and which it cannot carry at all. */
function sortOut(entries: readonly (readonly [string, AnyType])[], target: Target) {
  const inline: Member[] = [];
  const tagged: Member[] = [];
  /** Not on the wire at this version, and not ignorable: nothing but their default may be asked for. */
  const lost: Member[] = [];
  for (const [name, type] of entries) {
    const { versions = "0+", tag = -1, tagged: taggedVersions = "0+", ignorable } = type.attributes;
    const isTagged = tag >= 0 && includes(taggedVersions, target.version);
    const member: Member = {
      name,
      codec: compileField(type, target),
      fallback: type.fallback,
      isDefault: type.isDefault,
      tag: isTagged ? tag : -1,
    };
    if (includes(versions, target.version)) (isTagged ? tagged : inline).push(member);
    else if (!ignorable) lost.push(member);
  }
  tagged.sort((a, b) => a.tag - b.tag);
  return { inline, tagged, lost };
}

function compileField(type: AnyType, { version, flexible }: Target): FieldCodec<unknown> {
  const { nullable, neverFlexible } = type.attributes;
  return type.compile({
    version,
    flexible: flexible && neverFlexible !== true,
    nullable: nullable !== undefined && includes(nullable, version),
  });
}

function refuseLost({ name, isDefault }: Member, value: Value, version: number): void {
  const field = value[name];
  if (field === undefined || isDefault(field)) return;
  const error = new KafkaProtocolError(`version ${version} cannot carry it`, { code: "UNSUPPORTED_VERSION" });
  throw error.locate({ field: name });
}

/** A struct that may be null has a byte before it: -1 null, 1 not. */
function nullableStruct(codec: FieldCodec<Value>): FieldCodec<Value> {
  return {
    minSizeBytes: 1,
    write(writer, value) {
      writer.int8(value === null ? -1 : 1);
      if (value !== null) codec.write(writer, value);
    },
    read(reader) {
      const presence = reader.int8();
      if (presence !== 1 && presence !== -1) throw new MalformedError(`a presence byte is ${presence}, not 1 or -1`);
      return presence < 0 ? null : codec.read(reader);
    },
  };
}
