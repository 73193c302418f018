import { describe, expect, test } from "vitest";
import { CorruptRecordError, DecompressedSizeError } from "../errors.js";
import { patchCrc } from "./batch-header.js";
import { RecordBatch } from "./record-batch.js";
import { RecordBatchBuilder } from "./record-batch-builder.js";

function batchOf(count: number, compression: "none" | "gzip" = "none"): Buffer {
  const builder = new RecordBatchBuilder({ sizeLimitBytes: 1 << 20, compression });
  for (let i = 0; i < count; i++) builder.append(1000 + i, `k${i}`, "v".repeat(10), [{ key: "h", value: "x" }]);
  return Buffer.from(builder.close());
}

/** A batch whose records are these bytes, with a valid header and CRC. */
function batchAround(records: Buffer, count = 1): Buffer {
  const batch = Buffer.concat([batchOf(0), records]);
  batch.writeInt32BE(batch.length - 12, 8);
  batch.writeInt32BE(count, 57);
  patchCrc(batch);
  return batch;
}

test("keys and values are views into the batch", () => {
  const bytes = batchOf(1);
  const [record] = new RecordBatch(bytes);
  expect(record?.key?.buffer).toBe(bytes.buffer);
  expect(record?.sizeInBytes).toBe(bytes.length - 61);
});

test("a wrong checksum is an error with both numbers, unless it is not wanted", () => {
  const bytes = batchOf(1);
  bytes[70]! ^= 1;
  expect(new RecordBatch(bytes).isCrcValid).toBe(false);
  expect(() => [...new RecordBatch(bytes)]).toThrow(/CRC-32C is 0x[0-9a-f]{8}, the header says 0x[0-9a-f]{8}/);
  expect([...new RecordBatch(bytes, { validateCrc: false })]).toHaveLength(1);
});

test("base offset and leader epoch are outside the checksum", () => {
  const bytes = batchOf(2);
  bytes.writeBigInt64BE(1_000_000_000_000n, 0);
  bytes.writeInt32BE(7, 12);
  const batch = new RecordBatch(bytes);
  expect(batch).toMatchObject({
    baseOffset: 1_000_000_000_000n,
    lastOffset: 1_000_000_000_001n,
    partitionLeaderEpoch: 7,
  });
  expect([...batch].map(({ offset }) => offset)).toEqual([1_000_000_000_000n, 1_000_000_000_001n]);
});

test("LogAppendTime gives every record the batch's maximum", () => {
  const bytes = batchOf(2);
  bytes.writeInt16BE(8, 21);
  bytes.writeBigInt64BE(5555n, 35);
  patchCrc(bytes);
  expect([...new RecordBatch(bytes)]).toMatchObject([
    { timestampMs: 5555, timestampType: "LogAppendTime" },
    { timestampMs: 5555, timestampType: "LogAppendTime" },
  ]);
});

describe("corrupt batches", () => {
  test.each([
    ["shorter than its header", batchOf(0).subarray(0, 60)],
    ["cut", batchOf(2).subarray(0, 100)],
    ["with bytes after it", Buffer.concat([batchOf(2), Buffer.alloc(1)])],
    ["of magic 3", Buffer.from(batchOf(0)).fill(3, 16, 17)],
  ])("%s", (_, bytes) => {
    expect(() => new RecordBatch(bytes)).toThrow(CorruptRecordError);
  });

  test.each([
    ["count too high", batchAround(Buffer.from("0c000000010000", "hex"), 2)],
    ["count too low", batchAround(Buffer.from("0c0000000100000c000002010000", "hex"), 1)],
    ["count negative", batchAround(Buffer.alloc(0), -1)],
    ["length negative", batchAround(Buffer.from("0100", "hex"))],
    ["length 0", batchAround(Buffer.from("00", "hex"))],
    ["length beyond the batch", batchAround(Buffer.from("0e000000010000", "hex"))],
    ["varint of 6 bytes", batchAround(Buffer.from("808080808001", "hex"))],
    ["varlong of 11 bytes", batchAround(Buffer.from("1c00ffffffffffffffffffff0100010100", "hex"))],
    ["key length -2", batchAround(Buffer.from("0c000000030000", "hex"))],
    ["key beyond the record", batchAround(Buffer.from("0c0000007e0000", "hex"))],
    ["value length -2", batchAround(Buffer.from("0c000000010300", "hex"))],
    ["value beyond the record", batchAround(Buffer.from("0c000000017e00", "hex"))],
    ["header count negative", batchAround(Buffer.from("0c000000010101", "hex"))],
    ["header count beyond the record", batchAround(Buffer.from("0c00000001017e", "hex"))],
    ["null header key", batchAround(Buffer.from("1000000001010201", "hex").subarray(0, 8))],
    ["bytes after the headers", batchAround(Buffer.from("0e00000001000000", "hex"))],
  ])("%s", (_, bytes) => {
    expect(() => [...new RecordBatch(bytes)]).toThrow(CorruptRecordError);
  });

  test.each([
    ["key", "0c0000007e0000", /its key has length 63, and 2 bytes are left in the record/],
    ["value", "0c000000017e00", /its value has length 63, and 1 bytes are left in the record/],
  ])("the message names the %s that is too long", (_, record, message) => {
    expect(() => [...new RecordBatch(batchAround(Buffer.from(record, "hex")))]).toThrow(message);
  });

  test("what is left in a record after its headers is not taken for the next record", () => {
    // The byte too many would be a record of length 0, and then one that is right.
    const records = Buffer.from("0e000000010000000c000002010000", "hex");
    expect(() => [...new RecordBatch(batchAround(records, 2))]).toThrow(
      /record 0 of 2 .*: 1 bytes are left after its headers/,
    );
  });

  test("every truncation of the records is noticed", () => {
    const records = batchOf(3).subarray(61);
    for (let length = 0; length < records.length; length++) {
      expect(() => [...new RecordBatch(batchAround(records.subarray(0, length), 3))]).toThrow(CorruptRecordError);
    }
  });
});

describe("compressed", () => {
  test("reads sync and async alike", async () => {
    const batch = new RecordBatch(batchOf(100, "gzip"));
    expect(batch.compression).toBe("gzip");
    const sync = [...batch].map(({ offset, key }) => [offset, String(key)]);
    expect([...(await batch.recordsAsync())].map(({ offset, key }) => [offset, String(key)])).toEqual(sync);
    expect(sync).toHaveLength(100);
  });

  test("a bomb is an error", async () => {
    const builder = new RecordBatchBuilder({ sizeLimitBytes: 1 << 21, compression: "gzip" });
    builder.append(0, null, Buffer.alloc(1 << 20));
    const batch = new RecordBatch(builder.close(), { maxDecompressedBytes: 1 << 19 });
    expect(() => batch.records()).toThrow(DecompressedSizeError);
    await expect(batch.recordsAsync()).rejects.toThrow(/more than 524288 bytes/);
  });

  test("garbage is a corrupt batch", async () => {
    const bytes = batchAround(Buffer.from("not gzip"));
    bytes.writeInt16BE(1, 21);
    patchCrc(bytes);
    expect(() => new RecordBatch(bytes).records()).toThrow(CorruptRecordError);
    await expect(new RecordBatch(bytes).recordsAsync()).rejects.toThrow(CorruptRecordError);
  });
});
