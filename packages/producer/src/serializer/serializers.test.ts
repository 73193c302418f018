import { expect, test } from "vitest";
import {
  bytesSerializer,
  doubleSerializer,
  int16Serializer,
  int32Serializer,
  int64Serializer,
  jsonSerializer,
  stringSerializer,
} from "./serializers.js";

test.each([
  [int16Serializer(1), "0001"],
  [int16Serializer(-2), "fffe"],
  [int32Serializer(16_909_060), "01020304"],
  [int32Serializer(-2_147_483_648), "80000000"],
  [int64Serializer(1), "0000000000000001"],
  [int64Serializer(Number.MAX_SAFE_INTEGER), "001fffffffffffff"],
  [int64Serializer(-(2n ** 63n)), "8000000000000000"],
  [int64Serializer(2n ** 63n - 1n), "7fffffffffffffff"],
  [doubleSerializer(1.5), "3ff8000000000000"],
  [doubleSerializer(-0), "8000000000000000"],
])("numbers are written as Java's serializers write them: %o", (bytes, hex) => {
  expect(Buffer.from(bytes).toString("hex")).toBe(hex);
});

test.each([
  ["int16", () => int16Serializer(0x8000)],
  ["int16", () => int16Serializer(1.5)],
  ["int32", () => int32Serializer(2_147_483_648)],
  ["int32", () => int32Serializer(Number.NaN)],
  ["int32", () => int32Serializer("7" as unknown as number)],
  ["int64", () => int64Serializer(2 ** 53)],
  ["int64", () => int64Serializer(2n ** 63n)],
])("%s refuses a number that it cannot hold exactly", (_, serialize) => {
  expect(serialize).toThrow(RangeError);
});

test("JSON is JSON, and what has no form in it is refused", () => {
  expect(jsonSerializer({ id: 7, tags: ["a"] })).toBe('{"id":7,"tags":["a"]}');
  expect(jsonSerializer("text")).toBe('"text"');
  for (const value of [() => 1, Symbol("s"), undefined, 7n]) expect(() => jsonSerializer(value)).toThrow(TypeError);
});

test("text and bytes stay what they are, and nothing else is taken for them", () => {
  const bytes = Buffer.from("abc");
  expect(stringSerializer("ä")).toBe("ä");
  expect(bytesSerializer(bytes)).toBe(bytes);
  expect(() => stringSerializer(7 as unknown as string)).toThrow(TypeError);
  expect(() => bytesSerializer("abc" as unknown as Uint8Array)).toThrow(TypeError);
  expect(() => doubleSerializer("1" as unknown as number)).toThrow(TypeError);
});
