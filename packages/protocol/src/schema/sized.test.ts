import { expect, test } from "vitest";
import { Reader, Writer } from "../wire/index.js";
import { bytes, records, type Target } from "./index.js";

const plain: Target = { version: 0, flexible: false, nullable: true };
const flexible: Target = { ...plain, flexible: true };

test("records are referenced, never copied, when written", () => {
  const batch = Uint8Array.of(1, 2, 3);
  const writer = new Writer();
  records.compile(plain).write(writer, batch);
  expect(writer.chunks()[1]).toBe(batch);
});

test("several buffers of records count as one after another", () => {
  const parts = [Uint8Array.of(1), Uint8Array.of(2, 3)];
  const writer = new Writer();
  records.compile(flexible).write(writer, parts);
  expect(Buffer.from(writer.finish()).toString("hex")).toBe("04010203");
  expect(records.isDefault([])).toBe(true);
  expect(records.isDefault(parts)).toBe(false);
});

test("bytes are copied when written", () => {
  const value = Uint8Array.of(1);
  const writer = new Writer();
  bytes.compile(plain).write(writer, value);
  value[0] = 9;
  expect(Buffer.from(writer.finish()).toString("hex")).toBe("0000000101");
});

test.each([bytes, records])("$kind.name read as a view into the frame, or null", (type) => {
  const frame = Buffer.from("00000002aabb" + "ffffffff", "hex");
  const reader = new Reader(frame);
  const codec = type.compile(plain);
  const value = codec.read(reader);
  expect(value.buffer).toBe(frame.buffer);
  expect([...value]).toEqual([0xaa, 0xbb]);
  expect(codec.read(reader)).toBeNull();
});
