import { expect, test } from "vitest";
import { unexcused } from "./excuses.js";

const kills = [
  { atMs: 10_000, partitions: [0, 1] },
  { atMs: 30_000, partitions: [1, 2] },
];

test("the last ones that a killed leader acknowledged may be lost", () => {
  const kept = [promised(0, 0, 5, 9_000), promised(3, 0, 6, 17_000)]; // offset 6 is the next leader's
  expect(unexcused({ lost: [promised(1, 0, 6, 9_900), promised(2, 0, 7, 10_100)], kept }, kills)).toEqual([]);
});

test("what a leader acknowledged that lived may not", () => {
  const lost = [promised(1, 2, 6, 40_000), promised(2, 0, 6, 20_000), promised(3, 3, 6, 9_000)];
  expect(unexcused({ lost, kept: [] }, kills)).toEqual([
    "record 1, partition 2, offset 6: the leader that acknowledged it lived",
    "record 2, partition 0, offset 6: the leader that acknowledged it lived",
    "record 3, partition 3, offset 6: the leader that acknowledged it lived",
  ]);
});

test("nor one out of the middle", () => {
  const kept = [promised(2, 1, 7, 29_000)];
  expect(unexcused({ lost: [promised(1, 1, 6, 28_000)], kept }, kills)).toEqual([
    "record 1, partition 1, offset 6: lost, though offset 7 behind it was kept",
  ]);
});

function promised(n: number, partition: number, offset: number, atMs: number) {
  return { n, partition, offset, atMs };
}
