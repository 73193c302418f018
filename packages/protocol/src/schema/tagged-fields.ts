import { locate } from "../errors/index.js";
import { MalformedError, type Reader, Writer } from "../wire/index.js";
import type { Member } from "./struct.js";

/**
 * The tagged fields at the end of every struct of a flexible version:
 *
 *   count  unsigned varint
 *   per field, tags ascending:  tag  unsigned varint · size  unsigned varint · value  size bytes
 */

/** Under this key a struct keeps tagged fields of a newer peer, when its reader was told to; writing puts them back. */
export const unknownTaggedFields: unique symbol = Symbol("unknown tagged fields");

export interface UnknownTaggedField {
  readonly tag: number;
  readonly value: Uint8Array;
}

// biome-ignore lint/suspicious/noExplicitAny: the struct's type is known to its schema only.
type Value = any;

/** `members` ascending by tag. */
export function writeTaggedFields(writer: Writer, value: Value, members: readonly Member[]): void {
  const kept: readonly UnknownTaggedField[] | undefined = value[unknownTaggedFields];
  if (members.length === 0 && kept === undefined) {
    writer.int8(0);
    return;
  }
  const fields: { readonly tag: number; readonly body: Writer }[] = [];
  for (const { name, tag, codec, isDefault } of members) {
    const field = value[name];
    // Kafka's rule: a tagged field that says nothing new is left out.
    if (field === undefined || isDefault(field)) continue;
    const body = new Writer(64);
    try {
      codec.write(body, field);
    } catch (error) {
      throw locate(error, { field: name });
    }
    fields.push({ tag, body });
  }
  for (const { tag, value: bytes } of kept ?? []) {
    const body = new Writer(0);
    body.reference(bytes);
    fields.push({ tag, body });
  }
  if (kept !== undefined) fields.sort((a, b) => a.tag - b.tag);
  writer.unsignedVarint(fields.length);
  for (const { tag, body } of fields) {
    writer.unsignedVarint(tag);
    writer.unsignedVarint(body.length);
    writer.append(body);
  }
}

/** Sets the fields it finds on `value`. */
export function readTaggedFields(reader: Reader, value: Value, members: readonly Member[]): void {
  let previous = -1;
  for (let count = reader.unsignedVarint(); count > 0; count--) {
    const tag = reader.unsignedVarint();
    if (tag <= previous) throw new MalformedError(`tagged field ${tag} follows ${previous}: tags must ascend`);
    previous = tag;
    const size = reader.unsignedVarint();
    const member = members.find((candidate) => candidate.tag === tag);
    if (member !== undefined) {
      try {
        const body = reader.slice(size);
        value[member.name] = member.codec.read(body);
        body.expectEnd();
      } catch (error) {
        throw locate(error, { field: member.name });
      }
    } else if (reader.keepUnknownTags) {
      value[unknownTaggedFields] ??= [];
      value[unknownTaggedFields].push({ tag, value: reader.view(size) });
    } else {
      reader.skip(size);
    }
  }
}
