import { expect, test } from "vitest";
import { MalformedError, Reader, TruncatedError, Writer } from "../wire/index.js";
import { array, int8, int32, type Target } from "./index.js";

const plain: Target = { version: 0, flexible: false, nullable: false };
const nullable: Target = { ...plain, nullable: true };
const read = (hex: string, type: any, target: Target) => type.compile(target).read(new Reader(Buffer.from(hex, "hex")));

test("a count is checked against the bytes that are left before anything is allocated", () => {
  const before = process.memoryUsage().heapUsed;
  expect(() => read("7fffffff00000000", array(int32), plain)).toThrow(TruncatedError);
  expect(() => read("000000020000000000", array(int32), plain)).toThrow(
    "2 elements of at least 4 bytes do not fit into the 5",
  );
  expect(process.memoryUsage().heapUsed - before).toBeLessThan(1 << 20);
});

test("the fewest bytes of a struct are the sum of its fields, tags included", () => {
  const type = array({ a: int8, b: array(int32), c: int32.versions("1+") });
  expect(() => read(`00000002${"00".repeat(9)}`, type, plain)).toThrow("at least 5 bytes do not fit into the 9");
  expect(() => read(`03${"00".repeat(13)}`, type, { version: 1, flexible: true, nullable: false })).toThrow(
    "at least 7",
  );
});

test("null and empty are two things", () => {
  expect(read("ffffffff", array(int8), nullable)).toBeNull();
  expect(read("00000000", array(int8), nullable)).toEqual([]);
  expect(() => read("ffffffff", array(int8), plain)).toThrow("null is not allowed");
  expect(() => read("fffffffe", array(int8), nullable)).toThrow(MalformedError);
});

test("writing does not change its input", () => {
  const input = Object.freeze([1, 2, 3]);
  const writer = new Writer();
  array(int8).compile(plain).write(writer, input);
  expect(Buffer.from(writer.finish()).toString("hex")).toBe("00000003010203");
});
