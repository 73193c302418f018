import { type FieldDescription, parseVersions, type Versions } from "@k/protocol/schema";

/** Deterministic values for messages: the fields that a version carries, each with a value of its own. */

// biome-ignore lint/suspicious/noExplicitAny: any message.
export type Sample = any;

/** Nothing is null or at its default, arrays have two elements (one, when inside another). */
export function filled(fields: readonly FieldDescription[], version: number): Sample {
  let count = 0;
  const struct = (inner: readonly FieldDescription[], elements: number): Sample =>
    Object.fromEntries(carried(inner, version).map((field) => [field.name, value(field, elements)]));
  const value = (field: FieldDescription, elements: number): unknown => {
    if (field.type.startsWith("[]")) return Array.from({ length: elements }, () => element(field, 1));
    return element(field, elements);
  };
  const element = ({ name, type, fields: inner }: FieldDescription, elements: number): unknown => {
    if (inner !== undefined) return struct(inner, elements);
    count++;
    return scalars[type.replace("[]", "")]!(count, name);
  };
  return struct(fields, 2);
}

/** Of what was read, the fields that a version carries. */
export function carriedOnly(fields: readonly FieldDescription[], version: number, value: Sample): Sample {
  return Object.fromEntries(
    carried(fields, version).map(({ name, fields: inner }) => {
      const field = value[name];
      if (inner === undefined || field === null) return [name, field];
      const one = (element: Sample) => carriedOnly(inner, version, element);
      return [name, Array.isArray(field) ? field.map(one) : one(field)];
    }),
  );
}

/** Null where the version allows it, empty or the default elsewhere. */
export function empty(fields: readonly FieldDescription[], version: number): Sample {
  return Object.fromEntries(
    carried(fields, version).map((field) => {
      if (field.nullable !== undefined && within(version, field.nullable)) return [field.name, null];
      if (field.type.startsWith("[]")) return [field.name, []];
      if (field.fields !== undefined) return [field.name, empty(field.fields, version)];
      return [field.name, field.default ?? defaults[field.type]];
    }),
  );
}

/** As JSON: 64-bit integers as strings of digits, bytes as base64. */
export function toJson(sample: Sample): string {
  return JSON.stringify(plain(sample)).replace(/"int64 (-?\d+)"/g, '"$1"');
}

/** As Kafka's converters take it: 64-bit integers as numbers, whatever JavaScript thinks of them. */
export function toKafkaJson(sample: Sample): string {
  return JSON.stringify(plain(sample)).replace(/"int64 (-?\d+)"/g, "$1");
}

function plain(value: Sample): unknown {
  if (typeof value === "bigint") return `int64 ${value}`;
  if (value instanceof Uint8Array) return Buffer.from(value).toString("base64");
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, plain(field)]));
}

const scalars: Readonly<Record<string, (count: number, name: string) => unknown>> = {
  bool: () => true,
  int8: (count) => count,
  int16: (count) => count * 0x101,
  int32: (count) => count * 0x10101,
  int64: (count) => 0x20000000000000n + BigInt(count),
  uuid: (count) => Buffer.alloc(16, count).toString("base64url"),
  string: (count, name) => `${name}-é${count}`,
  bytes: (count) => Buffer.alloc(3, count),
  records: (count) => Buffer.alloc(5, count),
};

const defaults: Readonly<Record<string, unknown>> = {
  bool: false,
  int8: 0,
  int16: 0,
  int32: 0,
  int64: 0n,
  uuid: "AAAAAAAAAAAAAAAAAAAAAA",
  string: "",
  bytes: Buffer.alloc(0),
  records: Buffer.alloc(0),
};

function carried(fields: readonly FieldDescription[], version: number): FieldDescription[] {
  return fields.filter(({ versions }) => within(version, versions));
}

function within(version: number, versions: Versions): boolean {
  const { min, max } = parseVersions(versions);
  return version >= min && version <= max;
}
