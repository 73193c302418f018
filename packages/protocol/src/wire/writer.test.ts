import { expect, test } from "vitest";
import { Reader, Writer } from "./index.js";

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");

test("writes integers big-endian, truncated to their width", () => {
  const w = new Writer();
  w.int8(-1);
  w.int16(0x1_0203);
  w.int32(0xffffffff);
  w.int64(-2n);
  w.float64(1.5);
  expect(hex(w.finish())).toBe("ff0203fffffffffffffffffffffffe3ff8000000000000");
});

test("grows from nothing without losing a byte", () => {
  const w = new Writer(0);
  for (let i = 0; i < 1000; i++) w.int32(i);
  const r = new Reader(w.finish());
  for (let i = 0; i < 1000; i++) expect(r.int32()).toBe(i);
  expect(w.length).toBe(4000);
});

test("references are chunks of their own, the very same bytes, in order", () => {
  const first = Uint8Array.of(1, 2);
  const second = Uint8Array.of(3);
  const w = new Writer(1);
  w.int8(0xa0);
  w.reference(first);
  w.reference(second);
  w.int16(0xb0b1);
  const chunks = w.chunks();
  expect(chunks.map(hex)).toEqual(["a0", "0102", "03", "b0b1"]);
  expect(chunks[1]).toBe(first);
  expect(chunks[2]).toBe(second);
  expect(hex(w.finish())).toBe("a0010203b0b1");
  expect(w.length).toBe(6);
});

test("an empty reference adds no chunk", () => {
  const w = new Writer();
  w.int8(1);
  w.reference(new Uint8Array(0));
  w.int8(2);
  expect(w.chunks()).toHaveLength(1);
});

test("chunks handed out stay what they are while writing goes on", () => {
  const w = new Writer(4);
  w.int16(0x0102);
  const [before] = w.chunks();
  for (let i = 0; i < 100; i++) w.int32(-1);
  expect(hex(before!)).toBe("0102");
  expect(w.length).toBe(402);
  expect(w.finish().length).toBe(402);
});

test("two writers that share a page of the pool do not disturb each other", () => {
  const a = new Writer(16);
  const b = new Writer(16);
  for (let i = 0; i < 64; i++) {
    a.int8(0xaa);
    b.int8(0xbb);
  }
  expect(hex(a.finish())).toBe("aa".repeat(64));
  expect(hex(b.finish())).toBe("bb".repeat(64));
});

test("appends another writer, references included", () => {
  const inner = new Writer();
  inner.int8(2);
  inner.reference(Uint8Array.of(3));
  const small = new Writer();
  small.int8(4);
  const w = new Writer();
  w.int8(1);
  w.append(inner);
  w.append(small);
  expect(hex(w.finish())).toBe("01020304");
});

test("nothing written is no chunk and an empty buffer", () => {
  expect(new Writer().chunks()).toEqual([]);
  expect(new Writer().finish()).toHaveLength(0);
});
