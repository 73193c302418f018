/** The partitioners beside what kafka-python and librdkafka do with the same keys. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { goldenKeys } from "../../test/golden/partitioning/keys.js";
import { ConsistentPartitioner, ConsistentRandomPartitioner } from "./consistent-partitioner.js";
import { DefaultPartitioner } from "./default-partitioner.js";
import { HashedPartitioner } from "./hashed-partitioner.js";
import type { Partitioner, PartitionerInput } from "./partitioner.js";
import { RandomPartitioner } from "./random-partitioner.js";
import { RoundRobinPartitioner } from "./round-robin-partitioner.js";

test.each([
  ["DefaultPartitioner", new DefaultPartitioner()],
  ["RandomPartitioner", new RandomPartitioner()],
])("%s puts 10,000 keys where kafka-python's default puts them", (_, partitioner) => {
  const expected = golden("kafka-python-partitions.json", "default");
  expect(partitionsOf(partitioner, inputWithThirdsAvailable)).toEqual(expected);
});

test("HashedPartitioner puts 10,000 keys where kafka-python's Murmur2Partitioner puts them", () => {
  const expected = golden("kafka-python-partitions.json", "murmur2");
  expect(partitionsOf(new HashedPartitioner(), inputWithThirdsAvailable)).toEqual(expected);
});

test.each([
  ["ConsistentPartitioner", new ConsistentPartitioner()],
  // An empty key is random to it; a random choice of 0 is what `consistent` does with one.
  ["ConsistentRandomPartitioner", new ConsistentRandomPartitioner({ random: () => 0 })],
])("%s puts 10,000 keys where librdkafka puts them", (_, partitioner) => {
  const expected = golden("librdkafka-partitions.json", "consistent");
  expect(partitionsOf(partitioner, inputWithThirdsAvailable)).toEqual(expected);
});

test("without a key, `consistent` takes the first partition and the others one of the available", () => {
  const keyless = input({ keyBytes: null, availablePartitions: [1, 3] });
  const random = sequence([0.99, 0, 0.5]);
  expect(new ConsistentPartitioner().partition(keyless)).toBe(0);
  for (const partitioner of [RandomPartitioner, HashedPartitioner, ConsistentRandomPartitioner]) {
    const instance = new partitioner({ random: sequence([0.99, 0, 0.5]) });
    expect([1, 2, 3].map(() => instance.partition(keyless))).toEqual([3, 1, 3]);
  }
  expect(new RandomPartitioner({ random }).partition(input({ keyBytes: null, availablePartitions: [] }))).toBe(3);
});

test("an empty key is a key to murmur2, and none to consistent_random", () => {
  const empty = input({ keyBytes: new Uint8Array(0) });
  const never = (): number => expect.fail("a key is not placed at random");
  // murmur2 of nothing is 275646681.
  expect(new RandomPartitioner({ random: never }).partition(empty)).toBe(275646681 % 4);
  expect(new DefaultPartitioner({ random: never }).partition(empty)).toBe(275646681 % 4);
  expect(new ConsistentRandomPartitioner({ random: () => 0.7 }).partition(empty)).toBe(2);
});

test("HashedPartitioner takes another hash", () => {
  const partitioner = new HashedPartitioner({ hash: (bytes) => -bytes.length });
  // -3 without its sign bit is 2147483645, and that modulo 4 is 1.
  expect(partitioner.partition(input({ keyBytes: new Uint8Array(3) }))).toBe(1);
});

test("RoundRobinPartitioner takes the available partitions in turn, per topic", () => {
  const partitioner = new RoundRobinPartitioner();
  const turn = (topic: string, availablePartitions: number[]): number =>
    partitioner.partition(input({ topic, availablePartitions }));
  expect([1, 2, 3, 4].map(() => turn("a", [0, 1, 3]))).toEqual([0, 1, 3, 0]);
  expect(turn("b", [0, 1, 3])).toBe(0);
  expect(turn("a", [0, 1, 3])).toBe(1);
  expect([1, 2].map(() => turn("c", []))).toEqual([0, 1]);
});

test("RoundRobinPartitioner keeps its position when the available partitions change, or starts again", () => {
  const partitioner = new RoundRobinPartitioner();
  const turn = (availablePartitions: number[]): number => partitioner.partition(input({ availablePartitions }));
  expect([turn([0, 1, 2, 3]), turn([0, 1, 2, 3])]).toEqual([0, 1]);
  expect(turn([0, 1, 3])).toBe(3);
  expect(turn([0, 1])).toBe(0);
  expect(turn([0, 1])).toBe(1);
  expect(turn([0, 1, 2])).toBe(2);
});

test("DefaultPartitioner, called by another partitioner, stays on a partition for a batch and chooses evenly", () => {
  const partitioner = new DefaultPartitioner({ random: sequence([0, 0.5, 0.99]) });
  const keyless = input({ keyBytes: null, valueBytes: new Uint8Array(6000), availablePartitions: [1, 2, 3] });
  // 16,384 bytes are reached with the third record.
  expect(Array.from({ length: 7 }, () => partitioner.partition(keyless))).toEqual([1, 1, 1, 2, 2, 2, 3]);
});

function input(given: Partial<PartitionerInput>): PartitionerInput {
  return {
    topic: "orders",
    key: null,
    keyBytes: null,
    value: null,
    valueBytes: null,
    partitions: [0, 1, 2, 3],
    availablePartitions: [0, 1, 2, 3],
    ...given,
  };
}

function inputWithThirdsAvailable(keyBytes: Uint8Array): PartitionerInput {
  const partitions = Array.from({ length: 97 }, (_, partition) => partition);
  return input({ keyBytes, partitions, availablePartitions: partitions.filter((partition) => partition % 3 === 0) });
}

function partitionsOf(partitioner: Partitioner, inputOf: (key: Uint8Array) => PartitionerInput): number[] {
  return Array.from(goldenKeys(), (key) => partitioner.partition(inputOf(key)));
}

function golden(file: string, field: string): number[] {
  const path = new URL(`../../test/golden/partitioning/${file}`, import.meta.url);
  const values = JSON.parse(readFileSync(path, "utf8")) as Record<string, string>;
  return [...Buffer.from(values[field] as string, "base64")];
}

function sequence(values: readonly number[]): () => number {
  let next = 0;
  return () => {
    next++;
    return values[(next - 1) % values.length] as number;
  };
}
