import { KafkaConfigurationError } from "@k/client";
import { expect, test } from "vitest";
import { asPartitioner, usesBuiltInRules } from "./as-partitioner.js";
import { DefaultPartitioner } from "./default-partitioner.js";
import type { PartitionerInput } from "./partitioner.js";
import { RoundRobinPartitioner } from "./round-robin-partitioner.js";

test("no partitioner is the built-in one", () => {
  expect(usesBuiltInRules(asPartitioner(undefined))).toBe(true);
  expect(usesBuiltInRules(asPartitioner(null))).toBe(true);
  expect(usesBuiltInRules(asPartitioner(new DefaultPartitioner()))).toBe(true);
});

test("a partitioner of one's own is taken as it is, also one derived from the built-in one", () => {
  class Derived extends DefaultPartitioner {}
  for (const own of [new RoundRobinPartitioner(), new Derived(), { partition: () => 0 }]) {
    expect(asPartitioner(own)).toBe(own);
    expect(usesBuiltInRules(own)).toBe(false);
  }
});

test("a function is called with the arguments that kafka-python's partitioners get", () => {
  const calls: unknown[][] = [];
  const partitioner = asPartitioner((...given) => {
    calls.push(given);
    return 7;
  });
  const input: PartitionerInput = {
    topic: "orders",
    key: "k",
    keyBytes: Uint8Array.of(0x6b),
    value: "v",
    valueBytes: Uint8Array.of(0x76),
    partitions: [0, 1, 2],
    availablePartitions: [1],
  };
  expect(partitioner.partition(input)).toBe(7);
  expect(calls).toEqual([[Uint8Array.of(0x6b), [0, 1, 2], [1]]]);
});

test("a class in place of an instance is an error that says so", () => {
  // What plain JavaScript lets one write.
  const given = RoundRobinPartitioner as unknown as () => number;
  expect(() => asPartitioner(given)).toThrow(KafkaConfigurationError);
  expect(() => asPartitioner(given)).toThrow("pass an instance, new RoundRobinPartitioner()");
});

test("an object without a partition method is an error", () => {
  expect(() => asPartitioner({} as unknown as RoundRobinPartitioner)).toThrow(KafkaConfigurationError);
});
