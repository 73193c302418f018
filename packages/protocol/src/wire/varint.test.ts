import fc from "fast-check";
import { expect, test } from "vitest";
import {
  MalformedError,
  Reader,
  sizeOfUnsignedVarint,
  sizeOfVarint,
  sizeOfVarlong,
  TruncatedError,
  Writer,
  writeUnsignedVarint,
  writeVarint,
  writeVarlong,
} from "./index.js";

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");

test.each([
  [0, "00"],
  [1, "01"],
  [127, "7f"],
  [128, "8001"],
  [16383, "ff7f"],
  [16384, "808001"],
  [0xffffffff, "ffffffff0f"],
])("unsigned %d is %s", (value, expected) => {
  const bytes = new Uint8Array(5);
  const end = writeUnsignedVarint(bytes, 0, value);
  expect(hex(bytes.subarray(0, end))).toBe(expected);
  expect(sizeOfUnsignedVarint(value)).toBe(end);
  expect(new Reader(bytes).unsignedVarint()).toBe(value);
});

test.each([
  [0, "00"],
  [-1, "01"],
  [1, "02"],
  [63, "7e"],
  [-64, "7f"],
  [64, "8001"],
  [-2147483648, "ffffffff0f"],
  [2147483647, "feffffff0f"],
])("signed %d is %s", (value, expected) => {
  const bytes = new Uint8Array(5);
  const end = writeVarint(bytes, 0, value);
  expect(hex(bytes.subarray(0, end))).toBe(expected);
  expect(sizeOfVarint(value)).toBe(end);
  expect(new Reader(bytes).varint()).toBe(value);
});

test.each([
  [-0x8000000000000000n, "ffffffffffffffffff01"],
  [0x7fffffffffffffffn, "feffffffffffffffff01"],
  [2147483648, "8080808010"],
  [-2147483649, "8180808010"],
  [-1, "01"],
])("signed 64-bit %s is %s", (value, expected) => {
  const bytes = new Uint8Array(10);
  const end = writeVarlong(bytes, 0, value);
  expect(hex(bytes.subarray(0, end))).toBe(expected);
  expect(sizeOfVarlong(value)).toBe(end);
  expect(new Reader(bytes).varlong()).toBe(BigInt(value));
});

test("every 64-bit integer survives, as a bigint and (where safe) as a number", () => {
  fc.assert(
    fc.property(fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n), (value) => {
      const writer = new Writer();
      writer.varlong(value);
      expect(writer.length).toBe(sizeOfVarlong(value));
      expect(new Reader(writer.finish()).varlong()).toBe(value);
    }),
  );
  fc.assert(
    fc.property(fc.maxSafeInteger(), (value) => {
      const asNumber = new Writer();
      const asBigint = new Writer();
      asNumber.varlong(value);
      asBigint.varlong(BigInt(value));
      expect(hex(asNumber.finish())).toBe(hex(asBigint.finish()));
    }),
  );
});

test("every 32-bit integer survives both forms", () => {
  fc.assert(
    fc.property(fc.integer(), (value) => {
      const writer = new Writer();
      writer.varint(value);
      writer.unsignedVarint(value >>> 0);
      expect(writer.length).toBe(sizeOfVarint(value) + sizeOfUnsignedVarint(value >>> 0));
      const reader = new Reader(writer.finish());
      expect([reader.varint(), reader.unsignedVarint()]).toEqual([value, value >>> 0]);
    }),
  );
});

test("more bits than the type has are malformed, not wrapped", () => {
  const reader = (text: string) => new Reader(Buffer.from(text, "hex"));
  expect(() => reader("ffffffff10").unsignedVarint()).toThrow(MalformedError);
  expect(() => reader("ffffffff8001").varint()).toThrow(MalformedError);
  expect(() => reader("ffffffffffffffffff02").varlong()).toThrow(MalformedError);
  expect(() => reader("ffffffffffffffffff8001").varlong()).toThrow(MalformedError);
});

test("bytes that end inside are truncated", () => {
  expect(() => new Reader(Uint8Array.of(0x80)).unsignedVarint()).toThrow(TruncatedError);
  expect(() => new Reader(Uint8Array.of(0x80, 0x80)).varlong()).toThrow(TruncatedError);
});
