import { describe, expect, test } from "vitest";
import { createRecordsBuilder } from "./create-records-builder.js";
import { CorruptRecordError } from "./errors.js";
import { estimateSizeInBytes } from "./estimate-size.js";
import { MessageBatch } from "./legacy/index.js";
import { peekMagic } from "./magic.js";
import { readBatches, readRecords } from "./read-batches.js";
import { RecordBatch } from "./v2/index.js";

const setOf = (magic: 0 | 1 | 2, ...values: string[]) => {
  const builder = createRecordsBuilder({ magic, sizeLimitBytes: 1000 });
  for (const value of values) builder.append(1, null, value);
  return Buffer.from(builder.close());
};
const log = Buffer.concat([setOf(0, "a", "b"), setOf(2, "c", "d"), setOf(1, "e")]);

test("a mixture of magics, one batch after the other", () => {
  const batches = [...readBatches(log)];
  expect(batches.map(({ magic }) => magic)).toEqual([0, 0, 2, 1]);
  expect(batches[0]).toBeInstanceOf(MessageBatch);
  expect(batches[2]).toBeInstanceOf(RecordBatch);
  expect([...readRecords(log)].map(({ value, magic }) => `${value}${magic}`)).toEqual(["a0", "b0", "c2", "d2", "e1"]);
  expect(batches[1]?.bytes.buffer).toBe(log.buffer);
});

test("is lazy: what comes later is not looked at", () => {
  const broken = Buffer.concat([log, Buffer.alloc(30)]);
  const reader = readBatches(broken);
  for (let i = 0; i < 4; i++) expect(reader.next().done).toBe(false);
  expect(reader.position).toBe(log.length);
  expect(() => reader.next()).toThrow(/entry at byte \d+: its size is 0/);
});

test("a partial entry at the end is left alone, wherever it is cut", () => {
  const whole = setOf(2, "x");
  for (let cut = 0; cut < whole.length; cut++) {
    const reader = readBatches(Buffer.concat([log, whole.subarray(0, cut)]));
    expect(reader.validBytes).toBe(log.length);
    expect([...reader]).toHaveLength(4);
    expect(reader.position).toBe(log.length);
    expect(reader.validBytes).toBe(log.length);
  }
});

describe("errors", () => {
  test.each([
    ["magic 3", Buffer.from(setOf(2, "x")).fill(3, 16, 17), /magic 3 at byte 16/],
    ["a size below the smallest message", Buffer.from(setOf(2, "x")).fill(0, 8, 12), /its size is 0/],
    ["a negative size", Buffer.from(setOf(2, "x")).fill(0xff, 8, 12), /its size is -1/],
  ])("%s", (_, bytes, message) => {
    expect(() => [...readBatches(bytes)]).toThrow(message);
    expect(() => [...readBatches(bytes)]).toThrow(CorruptRecordError);
  });
});

test("peekMagic", () => {
  expect([0, 1, 2].map((magic) => peekMagic(setOf(magic as 0, "x")))).toEqual([0, 1, 2]);
  expect(peekMagic(new Uint8Array(16))).toBeUndefined();
});

test("the estimate is an upper bound in every magic", () => {
  for (const magic of [0, 1, 2] as const) {
    for (const [key, value] of [
      [null, null],
      ["k", "v"],
      ["ключ", "x".repeat(1000)],
    ] as const) {
      const builder = createRecordsBuilder({ magic, sizeLimitBytes: 0 });
      builder.append(Date.UTC(2026, 0), key, value);
      expect(estimateSizeInBytes(magic, key, value)).toBeGreaterThanOrEqual(builder.close().length);
    }
  }
});

test("createRecordsBuilder gives the magic that was asked for, with its options", () => {
  const builder = createRecordsBuilder({ magic: 2, sizeLimitBytes: 1000, transactional: true, baseOffset: 5n });
  builder.append(0, null, "x");
  const batch = readBatches(builder.close()).next().value;
  expect(batch).toMatchObject({ magic: 2, isTransactional: true, baseOffset: 5n });
});
