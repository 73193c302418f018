import fc from "fast-check";
import { type AnyType, type Fields, includes, type Message } from "../src/schema/index.js";

/** Any value that a message can carry at a version: what reading what was written must give back. */
export function arbitraryMessage(message: Message<any>, version: number): fc.Arbitrary<any> {
  return arbitraryStruct(message.fields, version);
}

function arbitraryStruct(fields: Fields, version: number): fc.Arbitrary<unknown> {
  return fc.record(
    Object.fromEntries(
      Object.entries(fields).map(([name, type]) => [
        name,
        includes(type.attributes.versions ?? "0+", version)
          ? arbitraryField(type, version)
          : fc.constant(undefined).map(() => type.fallback()),
      ]),
    ),
  );
}

function arbitraryField(type: AnyType, version: number): fc.Arbitrary<unknown> {
  const { nullable } = type.attributes;
  const value = arbitraryValue(type, version);
  return nullable !== undefined && includes(nullable, version) ? fc.option(value, { nil: null }) : value;
}

function arbitraryValue({ kind }: AnyType, version: number): fc.Arbitrary<unknown> {
  if ("fields" in kind) return arbitraryStruct(kind.fields, version);
  if ("element" in kind) return fc.array(arbitraryValue(kind.element, version), { maxLength: 3 });
  return arbitraryScalars[kind.name]!();
}

const bits = (size: number) => fc.integer({ min: -(2 ** (size - 1)), max: 2 ** (size - 1) - 1 });
const bytes = () => fc.uint8Array({ maxLength: 40 }).map((value) => Buffer.from(value));

const arbitraryScalars: Record<string, () => fc.Arbitrary<unknown>> = {
  bool: () => fc.boolean(),
  int8: () => bits(8),
  int16: () => bits(16),
  int32: () => bits(32),
  int64: () => fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n),
  uint16: () => fc.nat(0xffff),
  uint32: () => fc.nat(0xffffffff),
  float64: () => fc.double({ noNaN: true }),
  uuid: () => fc.uint8Array({ minLength: 16, maxLength: 16 }).map((value) => Buffer.from(value).toString("base64url")),
  string: () => fc.string({ unit: "binary", maxLength: 20 }),
  bytes,
  records: bytes,
};
