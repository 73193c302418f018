import type { Fields } from "./infer.js";
import type { Message } from "./message.js";
import type { AnyType } from "./type.js";
import type { Versions } from "./versions.js";

/** A message as plain data: for conformance checks, dumps and documentation. */
export interface MessageDescription {
  readonly name: string;
  readonly versions: Versions;
  readonly flexible: Versions | undefined;
  readonly fields: readonly FieldDescription[];
}

export interface FieldDescription {
  readonly name: string;
  /** `int32`, `string`, …, `struct`; with `[]` in front for arrays. */
  readonly type: string;
  readonly versions: Versions;
  /** Absent if the field is never null. */
  readonly nullable: Versions | undefined;
  readonly tag: number | undefined;
  /** The versions at which the field is tagged; absent without a tag. */
  readonly tagged: Versions | undefined;
  readonly ignorable: boolean;
  readonly neverFlexible: boolean;
  /** What the schema states; absent where the default is that of the type. */
  readonly default: null | number | bigint | string | boolean | undefined;
  /** The fields of a struct or of an array's structs. */
  readonly fields: readonly FieldDescription[] | undefined;
}

// biome-ignore lint/suspicious/noExplicitAny: any message.
export function describe({ name, versions, flexible, fields }: Message<any>): MessageDescription {
  return { name, versions, flexible, fields: describeFields(fields) };
}

function describeFields(fields: Fields): FieldDescription[] {
  return Object.entries(fields).map(([name, type]) => describeField(name, type));
}

function describeField(name: string, type: AnyType): FieldDescription {
  const { versions = "0+", nullable, tag, tagged, ignorable, neverFlexible } = type.attributes;
  const element = "element" in type.kind ? type.kind.element : undefined;
  const inner = (element ?? type).kind;
  return {
    name,
    type: element === undefined ? inner.name : `[]${inner.name}`,
    versions,
    nullable,
    tag,
    tagged: tag === undefined ? undefined : (tagged ?? versions),
    ignorable: ignorable ?? false,
    neverFlexible: neverFlexible ?? false,
    default: type.attributes.default,
    fields: "fields" in inner ? describeFields(inner.fields) : undefined,
  };
}
