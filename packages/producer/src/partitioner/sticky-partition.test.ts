import { expect, test } from "vitest";
import { type PartitionLoads, StickyPartition } from "./sticky-partition.js";

const BATCH = 1000;

test("records stay on a partition until a batch of bytes was produced to it", () => {
  const loads = evenLoads(4);
  const sticky = stickyPartition({ random: sequence(0.3, 0.9) });
  expect(sticky.current(loads)).toBe(1);
  sticky.onAppend(400, true, loads);
  sticky.onAppend(599, true, loads);
  expect(sticky.current(loads)).toBe(1);
  sticky.onAppend(1, true, loads);
  expect(sticky.current(loads)).toBe(3);
});

test("a batch that is not full is not left behind, up to twice its size", () => {
  const loads = evenLoads(4);
  const sticky = stickyPartition({ random: sequence(0.3, 0.9) });
  sticky.current(loads);
  sticky.onAppend(1999, false, loads);
  expect(sticky.current(loads)).toBe(1);
  sticky.onAppend(1, false, loads);
  expect(sticky.current(loads)).toBe(3);
});

test("the switch that a half-full batch put off happens once it is told that the batch is full", () => {
  const loads = evenLoads(4);
  const sticky = stickyPartition({ random: sequence(0.3, 0.9) });
  sticky.current(loads);
  sticky.onAppend(1500, false, loads);
  sticky.onAppend(0, true, loads);
  expect(sticky.current(loads)).toBe(3);
});

test("bytes are counted anew for each partition", () => {
  const loads = evenLoads(4);
  const sticky = stickyPartition({ random: sequence(0, 0.3, 0.6) });
  sticky.current(loads);
  sticky.onAppend(1999, true, loads);
  sticky.onAppend(999, true, loads);
  expect(sticky.current(loads)).toBe(1);
});

test("without batching every record chooses", () => {
  const loads = evenLoads(4);
  const sticky = stickyPartition({ batchSizeBytes: 0, random: sequence(0, 0.3, 0.6) });
  const chosen = [1, 2, 3].map(() => {
    const partition = sticky.current(loads);
    sticky.onAppend(1, true, loads);
    return partition;
  });
  expect(chosen).toEqual([0, 1, 2]);
});

test("a partition that is left, or that is no longer there, is chosen again", () => {
  const sticky = stickyPartition({ random: sequence(0.9, 0.9, 0.3) });
  expect(sticky.current(evenLoads(4))).toBe(3);
  expect(sticky.current(evenLoads(2))).toBe(1);
  sticky.leave();
  expect(sticky.current(evenLoads(2))).toBe(0);
});

test("only available partitions are chosen, all if none is", () => {
  const available = new Set([1, 3]);
  const loads = { ...evenLoads(4), isAvailable: (partition: number) => available.has(partition) };
  expect(sharesOf(loads, { adaptive: false })).toEqual([0, 0.5, 0, 0.5]);
  available.clear();
  expect(sharesOf(loads, { adaptive: false })).toEqual([0.25, 0.25, 0.25, 0.25]);
  expect(sharesOf(loads, { adaptive: true })).toEqual([0.25, 0.25, 0.25, 0.25]);
});

// KIP-794's own example: queues 0, 3, 1 have weights 4, 1, 3.
test("adaptive: partitions with shorter queues get more", () => {
  const loads = loadsWithQueues(0, 3, 1);
  expect(sharesOf(loads, { adaptive: true })).toEqual([4 / 8, 1 / 8, 3 / 8]);
});

test("not adaptive: queues do not matter", () => {
  expect(sharesOf(loadsWithQueues(0, 3, 1, 9), { adaptive: false })).toEqual([0.25, 0.25, 0.25, 0.25]);
});

test("adaptive: queues of unavailable partitions do not matter", () => {
  const loads = { ...loadsWithQueues(0, 30, 3, 1), isAvailable: (partition: number) => partition !== 1 };
  expect(sharesOf(loads, { adaptive: true })).toEqual([4 / 8, 0, 1 / 8, 3 / 8]);
});

test("the one that is never available is never chosen, also when a choice ends at the last partition", () => {
  const loads = { ...evenLoads(3), isAvailable: (partition: number) => partition === 0 };
  expect(stickyPartition({ random: () => 0.999_999 }).current(loads)).toBe(0);
});

function stickyPartition(
  given: Partial<{ batchSizeBytes: number; adaptive: boolean; random: () => number }>,
): StickyPartition {
  return new StickyPartition({ batchSizeBytes: BATCH, adaptive: true, random: Math.random, ...given });
}

/** How often each partition is chosen, over evenly spread random numbers. */
function sharesOf(loads: PartitionLoads, { adaptive }: { adaptive: boolean }): number[] {
  const draws = 2400;
  const counts = Array.from({ length: loads.partitionCount }, () => 0);
  for (let draw = 0; draw < draws; draw++) {
    const chosen = stickyPartition({ adaptive, random: () => (draw + 0.5) / draws }).current(loads);
    counts[chosen] = (counts[chosen] as number) + 1;
  }
  return counts.map((count) => count / draws);
}

function evenLoads(partitionCount: number): PartitionLoads {
  return { partitionCount, isAvailable: () => true, queueLength: () => 0 };
}

function loadsWithQueues(...queues: number[]): PartitionLoads {
  return {
    partitionCount: queues.length,
    isAvailable: () => true,
    queueLength: (partition) => queues[partition] as number,
  };
}

function sequence(...values: number[]): () => number {
  let next = 0;
  return () => {
    next++;
    return values[(next - 1) % values.length] as number;
  };
}
