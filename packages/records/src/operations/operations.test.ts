import { describe, expect, test } from "vitest";
import type { Batch } from "../batch.js";
import { endTransactionMarker } from "../control-record.js";
import { InvalidRecordError } from "../errors.js";
import { MessageSetBuilder } from "../legacy/index.js";
import type { Magic } from "../magic.js";
import { readBatches } from "../read-batches.js";
import type { KafkaRecord } from "../record.js";
import { RecordBatch, RecordBatchBuilder } from "../v2/index.js";
import {
  convertRecords,
  setBaseOffset,
  setLogAppendTime,
  setPartitionLeaderEpoch,
  setProducerState,
  splitBatch,
} from "./index.js";

const plain = ({ offset, timestampMs, key, value, headers, sequence }: KafkaRecord) => ({
  offset,
  timestampMs,
  key: key && String(Buffer.from(key)),
  value: value && String(Buffer.from(value)),
  headers: headers.map((header) => [header.key, header.value && String(Buffer.from(header.value))]),
  sequence,
});
const readAll = (bytes: Uint8Array) => [...readBatches(bytes)].flatMap((batch) => [...batch].map(plain));

function batchOf(
  count: number,
  options: Partial<ConstructorParameters<typeof RecordBatchBuilder>[0]> = {},
): Uint8Array {
  const builder = new RecordBatchBuilder({ sizeLimitBytes: 1 << 20, ...options });
  for (let i = 0; i < count; i++) {
    builder.append(
      1000 + 7 * i,
      i % 3 ? `key-${i}` : null,
      i % 4 ? `value number ${i}` : null,
      i % 5 ? [] : [{ key: "h", value: `${i}` }],
    );
  }
  return builder.close();
}

function setOf(
  magic: 0 | 1,
  count: number,
  options: Partial<ConstructorParameters<typeof MessageSetBuilder>[0]> = {},
): Uint8Array {
  const builder = new MessageSetBuilder({ magic, sizeLimitBytes: 1 << 20, ...options });
  for (let i = 0; i < count; i++)
    builder.append(1000 + 7 * i, i % 3 ? `key-${i}` : null, i % 4 ? `value number ${i}` : null);
  return builder.close();
}

const first = (bytes: Uint8Array) => readBatches(bytes).next().value as Batch;

describe("rewriting header fields", () => {
  test("base offset and leader epoch, outside the CRC", () => {
    const bytes = batchOf(3);
    const crc = new RecordBatch(bytes).crc;
    setBaseOffset(bytes, 2n ** 40n);
    setPartitionLeaderEpoch(bytes, 12);
    const batch = new RecordBatch(bytes);
    expect(batch).toMatchObject({
      baseOffset: 2n ** 40n,
      lastOffset: 2n ** 40n + 2n,
      partitionLeaderEpoch: 12,
      crc,
      isCrcValid: true,
    });
  });

  test("producer state and LogAppendTime, with a new CRC", () => {
    const bytes = batchOf(3);
    setProducerState(bytes, 77n, 3, 40);
    setLogAppendTime(bytes, 9999);
    expect(new RecordBatch(bytes).isCrcValid).toBe(true);
    expect(readAll(bytes)).toMatchObject([40, 41, 42].map((sequence) => ({ sequence, timestampMs: 9999 })));
  });

  test("base offset of messages", () => {
    const single = setOf(0, 1);
    setBaseOffset(single, 50n);
    expect(readAll(single)).toMatchObject([{ offset: 50n }]);
    const wrapper = setOf(1, 50, { compression: "gzip" });
    setBaseOffset(wrapper, 500n);
    expect(first(wrapper)).toMatchObject({ compression: "gzip", lastOffset: 549n, isCrcValid: true });
    expect(readAll(wrapper).map(({ offset }) => offset)).toEqual(
      Array.from({ length: 50 }, (_, i) => 500n + BigInt(i)),
    );
    expect(() => setBaseOffset(setOf(0, 50, { compression: "gzip" }), 5n)).toThrow(InvalidRecordError);
  });

  test("what a magic does not have is refused", () => {
    expect(() => setProducerState(setOf(1, 1), 1n, 1, 1)).toThrow("magic 1 has no place for producer state");
    expect(() => setPartitionLeaderEpoch(setOf(0, 1), 1)).toThrow(InvalidRecordError);
    expect(() => setLogAppendTime(setOf(0, 1), 1)).toThrow("magic 0 has no timestamps");
    const stamped = setOf(1, 1);
    setLogAppendTime(stamped, 77);
    expect(first(stamped)).toMatchObject({ isCrcValid: true, timestampType: "LogAppendTime", maxTimestampMs: 77 });
  });
});

describe("splitting", () => {
  test("keeps offsets, times, headers and producer state, and every part is within the limit", () => {
    const bytes = batchOf(100, { transactional: true, baseOffset: 1000n, partitionLeaderEpoch: 4 });
    setProducerState(bytes, 8n, 2, 2_147_483_600); // wraps inside
    const parts = splitBatch(new RecordBatch(bytes), { sizeLimitBytes: 600 });
    expect(parts.length).toBeGreaterThan(3);
    for (const part of parts) {
      expect(part.length).toBeLessThanOrEqual(600);
      const batch = new RecordBatch(part);
      expect(batch).toMatchObject({
        isCrcValid: true,
        producerId: 8n,
        producerEpoch: 2,
        isTransactional: true,
        partitionLeaderEpoch: 4,
      });
      expect(batch.baseSequence).toBe([...batch][0]?.sequence);
    }
    expect(parts.flatMap((part) => readAll(part))).toEqual(readAll(bytes));
    expect(new RecordBatch(parts.at(-1) as Uint8Array).baseSequence).toBeLessThan(100);
  });

  test("a record longer than the limit gets a part of its own; nothing to split gives one part", () => {
    expect(splitBatch(new RecordBatch(batchOf(5)), { sizeLimitBytes: 1 })).toHaveLength(5);
    expect(
      splitBatch(new RecordBatch(batchOf(5)), { sizeLimitBytes: 10_000 }).map((part) => Buffer.from(part)),
    ).toEqual([Buffer.from(batchOf(5))]);
    expect(splitBatch(new RecordBatch(batchOf(0)), { sizeLimitBytes: 1 })).toEqual([]);
  });

  test("keeps the compression, or changes it", () => {
    const batch = new RecordBatch(batchOf(200, { compression: "gzip" }));
    const kept = splitBatch(batch, { sizeLimitBytes: 2000 }).map((part) => new RecordBatch(part).compression);
    expect(new Set(kept)).toEqual(new Set(["gzip"]));
    const plainParts = splitBatch(batch, { sizeLimitBytes: 2000, compression: "none" });
    expect(new Set(plainParts.map((part) => new RecordBatch(part).compression))).toEqual(new Set(["none"]));
    expect(plainParts.flatMap((part) => readAll(part))).toEqual(readAll(batch.bytes));
  });

  test("works on the older magics and keeps LogAppendTime", () => {
    const wrapper = Buffer.from(setOf(1, 100, { compression: "lz4", baseOffset: 7n }));
    setLogAppendTime(wrapper, 4321);
    const parts = splitBatch(first(wrapper), { sizeLimitBytes: 1000 });
    expect(parts.length).toBeGreaterThan(1);
    expect(parts.flatMap((part) => readAll(part))).toEqual(readAll(wrapper));
    expect(readAll(parts[0] as Uint8Array)[0]).toMatchObject({ timestampMs: 4321 });
  });
});

describe("converting", () => {
  const sources: [string, Magic, Uint8Array][] = [];
  for (const compression of ["none", "gzip", "snappy", "lz4"] as const) {
    sources.push([`magic 0 ${compression}`, 0, setOf(0, 60, { compression, baseOffset: 300n })]);
    sources.push([`magic 1 ${compression}`, 1, setOf(1, 60, { compression, baseOffset: 300n })]);
    sources.push([`magic 2 ${compression}`, 2, batchOf(60, { compression, baseOffset: 300n })]);
  }

  test.each(sources)("%s to every magic, value by value", (_, from, bytes) => {
    for (const magic of [0, 1, 2] as const) {
      const converted = convertRecords(bytes, { magic });
      const batches = [...readBatches(converted)];
      for (const batch of batches)
        expect(batch).toMatchObject({ magic, isCrcValid: true, compression: first(bytes).compression });
      expect(readAll(converted)).toEqual(
        readAll(bytes).map((record) => ({
          ...record,
          headers: magic === 2 ? record.headers : [],
          timestampMs: magic === 0 || from === 0 ? -1 : record.timestampMs,
        })),
      );
    }
  });

  test("single messages are gathered into batches, up to a size and a change of timestamp type", () => {
    const bytes = setOf(1, 100);
    expect([...readBatches(convertRecords(bytes, { magic: 2 }))]).toHaveLength(1);
    expect([...readBatches(convertRecords(bytes, { magic: 2, batchSizeBytes: 1000 }))].length).toBeGreaterThan(3);
    const stamped = setOf(1, 1, { baseOffset: 100n });
    setLogAppendTime(stamped, 4242);
    const mixed = convertRecords(Buffer.concat([bytes, stamped]), { magic: 2 });
    expect([...readBatches(mixed)].map(({ timestampType }) => timestampType)).toEqual(["CreateTime", "LogAppendTime"]);
    expect(readAll(mixed).at(-1)).toMatchObject({ offset: 100n, timestampMs: 4242 });
  });

  test("gaps between offsets stay", () => {
    const bytes = Buffer.concat([
      setOf(0, 1, { baseOffset: 5n }),
      setOf(0, 1, { baseOffset: 9n }),
      setOf(0, 1, { baseOffset: 2n ** 40n }),
    ]);
    const up = convertRecords(bytes, { magic: 2 });
    expect(readAll(up).map(({ offset }) => offset)).toEqual([5n, 9n, 2n ** 40n]);
    expect([...readBatches(up)]).toHaveLength(2); // an offset delta is an int32
    expect(readAll(convertRecords(up, { magic: 1 })).map(({ offset }) => offset)).toEqual([5n, 9n, 2n ** 40n]);
  });

  test("down: control batches are left out, zstd becomes gzip; same magic: copied as it is", () => {
    const marker = {
      type: "COMMIT",
      baseOffset: 60n,
      timestampMs: 1,
      producerId: 1n,
      producerEpoch: 0,
      coordinatorEpoch: 1,
    } as const;
    const bytes = Buffer.concat([batchOf(60, { compression: "zstd" }), endTransactionMarker(marker)]);
    const down = convertRecords(bytes, { magic: 1 });
    expect([...readBatches(down)].map(({ compression }) => compression)).toEqual(["gzip"]);
    expect(readAll(down)).toHaveLength(60);
    expect(convertRecords(bytes, { magic: 2 })).toEqual(bytes);
    expect(convertRecords(Buffer.alloc(0), { magic: 2 })).toHaveLength(0);
  });
});
