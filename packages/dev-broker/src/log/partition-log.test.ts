import { expect, test } from "vitest";
import type { StoredBatch } from "./batch-list.js";
import { PartitionLog } from "./partition-log.js";

const MARKER = { transactional: true, control: true, baseSequence: -1 };

/** Appends at the end of the log; one record, if nothing else is said. */
function append(log: PartitionLog, fields: Partial<StoredBatch> & { count?: number } = {}): void {
  const { count = 1, ...more } = fields;
  const baseOffset = log.endOffset;
  const batch = {
    bytes: new Uint8Array(100),
    baseOffset,
    lastOffset: baseOffset + count - 1,
    leaderEpoch: 0,
    maxTimestampMs: 0,
    recordsCount: count,
    magic: 2,
    producerId: -1,
    producerEpoch: 0,
    baseSequence: 0,
    transactional: false,
    control: false,
    aborts: false,
    ...more,
  };
  log.append(batch, 0);
}

test("a read takes whole batches within its limits, and the first one in any case", () => {
  const log = new PartitionLog(10_000);
  for (let i = 0; i < 4; i++) append(log, { count: 2 });
  const read = (offset: number, end: number, maxBytes: number) => log.read(offset, end, maxBytes).chunks.length;
  expect([
    read(0, 8, 1000),
    read(3, 8, 1000),
    read(0, 7, 1000),
    read(0, 8, 250),
    read(0, 8, 1),
    read(8, 8, 1000),
  ]).toEqual([4, 3, 3, 2, 1, 0]);
});

test("retention drops the oldest batches, never the newest", () => {
  const log = new PartitionLog(250);
  for (let i = 0; i < 5; i++) append(log);
  expect([log.startOffset, log.endOffset, log.batches.length]).toEqual([3, 5, 2]);
  const tiny = new PartitionLog(10);
  append(tiny);
  expect(tiny.batches.length).toBe(1);
});

test("the last stable offset is where the oldest open transaction began", () => {
  const log = new PartitionLog(10_000);
  append(log);
  append(log, { producerId: 1, transactional: true });
  append(log, { producerId: 2, transactional: true });
  expect(log.lastStableOffset(3)).toBe(1);
  append(log, { producerId: 1, ...MARKER });
  expect(log.lastStableOffset(4)).toBe(2);
  append(log, { producerId: 2, ...MARKER, aborts: true });
  expect(log.lastStableOffset(5)).toBe(5);
  expect(log.abortedTransactions(0, 5)).toEqual([{ producerId: 2, firstOffset: 2, lastOffset: 4 }]);
  expect([log.abortedTransactions(0, 2), log.abortedTransactions(5, 9)]).toEqual([[], []]);
});

test("a truncation takes transactions back to where they were", () => {
  const log = new PartitionLog(10_000);
  append(log, { producerId: 1, transactional: true });
  append(log, { producerId: 1, ...MARKER, aborts: true });
  append(log, { producerId: 1, baseSequence: 1 });
  log.truncate(1, 0);
  expect({ end: log.endOffset, stable: log.lastStableOffset(1), aborted: log.abortedTransactions(0, 9) }).toEqual({
    end: 1,
    stable: 0,
    aborted: [],
  });
  expect(log.producers.get(1)?.batches).toHaveLength(1);
});

test("a truncation inside a batch takes the whole batch", () => {
  const log = new PartitionLog(10_000);
  append(log, { count: 3 });
  log.truncate(2, 0);
  expect(log.endOffset).toBe(0);
});
