import { expect, test } from "vitest";
import { BatchList, type StoredBatch } from "./batch-list.js";

const stored = (baseOffset: number, count: number): StoredBatch => ({
  bytes: new Uint8Array(10),
  baseOffset,
  lastOffset: baseOffset + count - 1,
  leaderEpoch: 0,
  maxTimestampMs: 0,
  recordsCount: count,
  magic: 2,
  producerId: -1,
  producerEpoch: -1,
  baseSequence: -1,
  transactional: false,
  control: false,
  aborts: false,
});

const filled = (...counts: number[]): BatchList => {
  const list = new BatchList();
  let offset = 0;
  for (const count of counts) {
    list.push(stored(offset, count));
    offset += count;
  }
  return list;
};

test.each([
  [0, 0],
  [1, 0],
  [2, 1],
  [4, 1],
  [5, 2],
  [6, 3],
])("offset %i is in the batch at index %i", (offset, index) => {
  expect(filled(2, 3, 1).indexOf(offset)).toBe(index);
});

test("a batch is found after the oldest ones were dropped, and a gap leads to the one after it", () => {
  const list = filled(1, 1, 1, 1, 1, 1);
  for (let i = 0; i < 4; i++) list.shift();
  expect({ length: list.length, first: list.first?.baseOffset, bytes: list.sizeInBytes }).toEqual({
    length: 2,
    first: 4,
    bytes: 20,
  });
  expect([list.indexOf(0), list.indexOf(4), list.indexOf(5), list.indexOf(6)]).toEqual([0, 0, 1, 2]);
});

test("from the end they go one by one", () => {
  const list = filled(1, 2);
  expect([list.pop()?.baseOffset, list.last?.baseOffset, list.pop()?.baseOffset, list.pop(), list.last]).toEqual([
    1,
    0,
    0,
    undefined,
    undefined,
  ]);
  expect(list.sizeInBytes).toBe(0);
});
