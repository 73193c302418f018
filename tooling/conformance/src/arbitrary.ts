import { type FieldDescription, parseVersions, type Versions } from "@k/protocol/schema";
import fc from "fast-check";
import type { Sample } from "./sample.js";

/** Any values for the fields that a version carries. */
export function arbitrary(fields: readonly FieldDescription[], version: number): fc.Arbitrary<Sample> {
  const carried = fields.filter(({ versions }) => within(version, versions));
  return fc.record(Object.fromEntries(carried.map((field) => [field.name, arbitraryField(field, version)])));
}

function arbitraryField(field: FieldDescription, version: number): fc.Arbitrary<unknown> {
  const element = field.fields ? arbitrary(field.fields, version) : scalars[field.type.replace("[]", "")]!();
  const value = field.type.startsWith("[]") ? fc.array(element, { maxLength: 3 }) : element;
  return field.nullable !== undefined && within(version, field.nullable) ? fc.option(value) : value;
}

const signed = (bits: number) => fc.integer({ min: -(2 ** (bits - 1)), max: 2 ** (bits - 1) - 1 });
const bytes = () => fc.uint8Array({ maxLength: 30 });

const scalars: Readonly<Record<string, () => fc.Arbitrary<unknown>>> = {
  bool: () => fc.boolean(),
  int8: () => signed(8),
  int16: () => signed(16),
  int32: () => signed(32),
  int64: () => fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n),
  uuid: () => fc.uint8Array({ minLength: 16, maxLength: 16 }).map((value) => Buffer.from(value).toString("base64url")),
  string: () => fc.string({ unit: "binary", maxLength: 200 }),
  bytes,
  records: bytes,
};

function within(version: number, versions: Versions): boolean {
  const { min, max } = parseVersions(versions);
  return version >= min && version <= max;
}
