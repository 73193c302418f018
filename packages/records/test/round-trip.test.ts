/** decode(encode(x)) = x, for random records in every magic and codec. */

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type CompressionType,
  createRecordsBuilder,
  type KafkaRecord,
  type Magic,
  RecordBatch,
  readBatches,
  readRecords,
  setProducerState,
  splitBatch,
} from "../src/index.js";

const bytes = fc.uint8Array({ maxLength: 300 });
const string = fc.oneof(
  fc.string({ maxLength: 300 }),
  fc.string({ unit: "grapheme", maxLength: 200 }),
  fc.constant("x".repeat(200)),
);
const field = fc.oneof(fc.constant(null), bytes, string);
const timestamp = fc.oneof(
  fc.integer({ min: 1_700_000_000_000, max: 1_700_000_100_000 }),
  fc.integer({ min: -(2 ** 51), max: 2 ** 51 }),
  fc.constant(-1),
);
const header = fc.record({
  key: fc.oneof(fc.constantFrom("", "a", "ключ"), fc.string({ unit: "grapheme" })),
  value: field,
});
const record = fc.record({ timestamp, key: field, value: field, headers: fc.array(header, { maxLength: 5 }) });
const records = fc.array(record, { maxLength: 40 });
const int32 = fc.integer({ min: 0, max: 2 ** 31 - 1 });

const buffer = (value: Uint8Array | string | null) =>
  value === null ? null : Buffer.from(value as string).toString("hex");
const plain = (read: KafkaRecord) => [
  Number(read.offset),
  read.timestampMs,
  buffer(read.key),
  buffer(read.value),
  read.headers.map(({ key, value }) => [Buffer.from(key).toString("hex"), buffer(value)]),
];

const combinations: [Magic, CompressionType][] = [];
for (const magic of [0, 1, 2] as const) {
  for (const type of ["none", "gzip", "snappy", "lz4", "zstd"] as const) {
    if (type !== "zstd" || magic === 2) combinations.push([magic, type]);
  }
}

describe.each(combinations)("magic %i, %s", (magic, compression) => {
  test("what was appended is read", () => {
    fc.assert(
      fc.property(records, fc.integer({ min: 0, max: 4000 }), (input, sizeLimitBytes) => {
        const builder = createRecordsBuilder({ magic, compression, sizeLimitBytes });
        const expected: unknown[] = [];
        for (const { timestamp: time, key, value, headers: all } of input) {
          const headers = magic === 2 ? all : [];
          const before = builder.sizeInBytes;
          const offset = builder.append(time, key, value, headers);
          if (offset === null) {
            expect(builder.sizeInBytes).toBe(before);
            continue;
          }
          if (offset > 0) expect(builder.sizeInBytes).toBeLessThanOrEqual(sizeLimitBytes);
          const headerRow = headers.map((h) => [Buffer.from(h.key).toString("hex"), buffer(h.value)]);
          expected.push([offset, magic === 0 ? -1 : time, buffer(key), buffer(value), headerRow]);
        }
        const size = builder.sizeInBytes;
        const closed = builder.close();
        expect(closed.length).toBe(builder.sizeInBytes);
        expect(closed.length).toBeLessThanOrEqual(size);
        expect([...readRecords(closed)].map(plain)).toEqual(expected);
        expect(readBatches(closed).validBytes).toBe(closed.length);
      }),
      { numRuns: 60 },
    );
  });
});

test("splitting and putting together changes nothing", () => {
  fc.assert(
    fc.property(records, fc.integer({ min: 0, max: 2000 }), int32, (input, sizeLimitBytes, baseSequence) => {
      const builder = createRecordsBuilder({ magic: 2, sizeLimitBytes: 1 << 20 });
      for (const { timestamp: time, key, value, headers } of input) builder.append(time, key, value, headers);
      const whole = builder.close();
      setProducerState(whole, 5n, 1, baseSequence);
      const parts = splitBatch(new RecordBatch(whole), { sizeLimitBytes });
      const all = (set: Uint8Array) => [...readRecords(set)].map((read) => [...plain(read), read.sequence]);
      expect(parts.flatMap(all)).toEqual(all(whole));
    }),
    { numRuns: 60 },
  );
});
