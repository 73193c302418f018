import { expect, test } from "vitest";
import { endTransactionMarker, readControlMarkers } from "./control-record.js";
import { CorruptRecordError } from "./errors.js";
import { readRecords } from "./read-batches.js";
import { RecordBatch, RecordBatchBuilder } from "./v2/index.js";

const marker = { baseOffset: 15n, timestampMs: 1234, producerId: 23423n, producerEpoch: 145, coordinatorEpoch: 2 };

test.each(["COMMIT", "ABORT"] as const)("%s written and read", (type) => {
  const bytes = endTransactionMarker({ type, ...marker, partitionLeaderEpoch: 9 });
  const batch = new RecordBatch(bytes);
  expect(batch).toMatchObject({
    isControl: true,
    isTransactional: true,
    producerId: 23423n,
    baseSequence: -1,
    partitionLeaderEpoch: 9,
  });
  expect(readControlMarkers(batch)).toMatchObject([
    { type, offset: 15n, timestampMs: 1234, coordinatorEpoch: 2, version: 0 },
  ]);
});

test("readRecords does not show control records", () => {
  expect([...readRecords(endTransactionMarker({ type: "COMMIT", ...marker }))]).toEqual([]);
});

function controlBatch(key: Uint8Array | null, value: Uint8Array | null): RecordBatch {
  const builder = new RecordBatchBuilder({ sizeLimitBytes: 100, control: true });
  builder.append(0, key, value);
  return new RecordBatch(builder.close());
}

test("types without a coordinator, and ones that came later", () => {
  expect(readControlMarkers(controlBatch(Buffer.from("00000002", "hex"), Buffer.from("x")))).toMatchObject([
    { type: "LEADER_CHANGE", typeId: 2, coordinatorEpoch: undefined },
  ]);
  expect(readControlMarkers(controlBatch(Buffer.from("0001ffff", "hex"), null))).toMatchObject([
    { type: "UNKNOWN", typeId: -1, version: 1 },
  ]);
});

test("short keys and values, and batches that are none, are errors", () => {
  expect(() => readControlMarkers(controlBatch(Buffer.from("0000", "hex"), null))).toThrow(/key has 2 bytes/);
  expect(() => readControlMarkers(controlBatch(null, null))).toThrow(/key has no bytes/);
  expect(() => readControlMarkers(controlBatch(Buffer.from("00000001", "hex"), Buffer.alloc(5)))).toThrow(
    /value has 5 bytes/,
  );
  const builder = new RecordBatchBuilder({ sizeLimitBytes: 100 });
  expect(() => readControlMarkers(new RecordBatch(builder.close()))).toThrow(CorruptRecordError);
});
