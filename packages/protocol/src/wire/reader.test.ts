import { expect, test } from "vitest";
import { KafkaProtocolError, MalformedError, Reader, TruncatedError } from "./index.js";

const reader = (hex: string) => new Reader(Buffer.from(hex.replaceAll(" ", ""), "hex"));

test("reads integers big-endian, with and without a sign", () => {
  const r = reader("ff 80 fffe 8000 80000000 ffffffff 8000000000000001 3ff8000000000000");
  expect(r.int8()).toBe(-1);
  expect(r.uint8()).toBe(0x80);
  expect(r.int16()).toBe(-2);
  expect(r.uint16()).toBe(0x8000);
  expect(r.int32()).toBe(-0x80000000);
  expect(r.uint32()).toBe(0xffffffff);
  expect(r.int64()).toBe(-0x7fffffffffffffffn);
  expect(r.float64()).toBe(1.5);
  expect(r.remaining).toBe(0);
});

test("respects the offset of a view", () => {
  const whole = Buffer.from("0011223344", "hex");
  const r = new Reader(whole.subarray(2, 4));
  expect(r.int16()).toBe(0x2233);
  expect(() => r.int8()).toThrow(TruncatedError);
});

test.each([
  ["int8", (r: Reader) => r.int8(), 1],
  ["int16", (r: Reader) => r.int16(), 2],
  ["int32", (r: Reader) => r.int32(), 4],
  ["int64", (r: Reader) => r.int64(), 8],
  ["float64", (r: Reader) => r.float64(), 8],
  ["uuid", (r: Reader) => r.uuid(), 16],
  ["utf8", (r: Reader) => r.utf8(5), 5],
  ["view", (r: Reader) => r.view(5), 5],
  ["slice", (r: Reader) => r.slice(5), 5],
  ["skip", (r: Reader) => r.skip(5), 5],
] as const)("%s takes all of its bytes or throws and takes none", (_name, read, size) => {
  const enough = new Reader(new Uint8Array(size));
  read(enough);
  expect(enough.position).toBe(size);
  const short = new Reader(new Uint8Array(size - 1));
  expect(() => read(short)).toThrow(TruncatedError);
  expect(short.position).toBe(0);
});

test("says how many bytes are missing, and where", () => {
  const r = reader("000102");
  r.int8();
  expect(() => r.int32()).toThrow("need 4 bytes at byte 1, 2 are left");
});

test("a negative length is malformed, and no length allocates", () => {
  expect(() => reader("00").view(-5)).toThrow(MalformedError);
  expect(() => reader("00").view(0x7fffffff)).toThrow(TruncatedError);
});

test("a view shares memory with the frame", () => {
  const bytes = Uint8Array.of(1, 2, 3);
  const view = new Reader(bytes).view(2);
  bytes[0] = 9;
  expect([...view]).toEqual([9, 2]);
});

test("a slice ends where it was told to and inherits the options", () => {
  const r = new Reader(Uint8Array.of(1, 2, 3, 4), { keepUnknownTags: true });
  const slice = r.slice(2);
  expect(slice.keepUnknownTags).toBe(true);
  slice.int16();
  expect(() => slice.int8()).toThrow(TruncatedError);
  expect(r.int16()).toBe(0x0304);
});

test("left-over bytes are an error for who expects none", () => {
  const r = reader("0000");
  r.int8();
  expect(() => r.expectEnd()).toThrow("1 bytes are left over");
  r.int8();
  r.expectEnd();
});

test("both errors are protocol errors with a code", () => {
  expect(new TruncatedError("x")).toMatchObject({ name: "TruncatedError", code: "TRUNCATED" });
  expect(new MalformedError("x")).toMatchObject({ name: "MalformedError", code: "MALFORMED" });
  expect(new TruncatedError("x")).toBeInstanceOf(KafkaProtocolError);
});
