import { KafkaProtocolError, locate } from "../errors/index.js";
import { MalformedError } from "../wire/index.js";
import type { FieldCodec, Target } from "./codec.js";
import type { Fields, Init, Shape } from "./infer.js";
import { readTaggedFields, writeTaggedFields } from "./tagged-fields.js";
import { Type } from "./type.js";
import { includes } from "./versions.js";

/** Fields, one after another in the order in which they are written here. */
export function struct<F extends Fields>(fields: F): Type<Shape<F>, Init<F>> {
  const entries = Object.entries(fields);
  return new Type<Value, Value>({
    kind: { name: "struct", fields },
    fallback: () => Object.fromEntries(entries.map(([name, type]) => [name, type.fallback()])),
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
  /** -1 for a field that is not tagged. */
  readonly tag: number;
  readonly codec: FieldCodec<unknown>;
  readonly fallback: () => unknown;
  readonly isDefault: (value: unknown) => boolean;
}

function compileStruct(entries: readonly (readonly [string, Fields[string]])[], target: Target): FieldCodec<Value> {
  const { inline, tagged, lost, blank, fresh } = sortOut(entries, target);
  const { flexible, version } = target;
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
      // Spreading a template gives every message of a schema the same hidden class, whatever its version lacks.
      const value = { ...blank };
      for (let i = 0; i < fresh.length; i++) value[fresh[i]!.name] = fresh[i]!.fallback();
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
function sortOut(entries: readonly (readonly [string, Fields[string]])[], target: Target) {
  const inline: Member[] = [];
  const tagged: Member[] = [];
  /** Not on the wire at this version, and not ignorable: only their default may be asked for. */
  const lost: Member[] = [];
  /** What each message starts from when read; `fresh` holds the defaults that must not be shared between messages. */
  const blank: Record<string, unknown> = {};
  const fresh: Member[] = [];
  for (const [name, type] of entries) {
    const {
      versions = "0+",
      nullable,
      tag = -1,
      tagged: taggedVersions = "0+",
      ignorable,
      neverFlexible,
    } = type.attributes;
    const { fallback, isDefault } = type;
    const codec = type.compile({
      version: target.version,
      flexible: target.flexible && neverFlexible !== true,
      nullable: nullable !== undefined && includes(nullable, target.version),
    });
    const member: Member = { name, tag, codec, fallback, isDefault };
    const present = includes(versions, target.version);
    const isTagged = tag >= 0 && includes(taggedVersions, target.version);
    if (!present) {
      if (!ignorable) lost.push(member);
    } else if (isTagged) {
      tagged.push(member);
    } else {
      inline.push(member);
    }
    blank[name] = fallback();
    const mutable = typeof blank[name] === "object" && blank[name] !== null && !(blank[name] instanceof Uint8Array);
    if (mutable) {
      blank[name] = null;
      if (!present || isTagged) fresh.push(member);
    }
  }
  tagged.sort((a, b) => a.tag - b.tag);
  return { inline, tagged, lost, blank, fresh };
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
