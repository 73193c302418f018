import type { Option } from "../option.js";
import { boolean, functionOrObject, integer } from "../value-kind.js";

export const partitioningOptions = {
  partitioner: {
    value: functionOrObject("Partitioner | (keyBytes, allPartitions, availablePartitions) => number", "partition"),
    owner: "producer",
    summary:
      "Chooses the partition of records that name none. Absent: keys by murmur2 as in Java, records without a key by the sticky rule (docs/partitioning.md); kafka-python's default is `new RandomPartitioner()`.",
    kafka: "partitioner.class",
    seed: "DefaultPartitioner()",
    java: "null",
    librdkafka: { name: "partitioner", default: "consistent_random" },
    alsoCalled: ["createPartitioner", "partitioner_cb"],
  },
  partitionerIgnoreKeys: {
    value: boolean(),
    default: false,
    owner: "producer",
    summary: "Treats every record as one without a key. Only with the built-in partitioner.",
    kafka: "partitioner.ignore.keys",
    java: "false",
  },
  partitionerAdaptivePartitioningEnable: {
    value: boolean(),
    default: true,
    owner: "producer",
    summary:
      "Gives partitions with shorter queues more of the records without a key (KIP-794). Only with the built-in partitioner.",
    kafka: "partitioner.adaptive.partitioning.enable",
    java: "true",
  },
  partitionerAvailabilityTimeoutMs: {
    value: integer({ unit: "ms" }),
    default: 0,
    owner: "producer",
    summary: "Keeps records without a key away from a broker that has taken nothing for this long. 0: off.",
    kafka: "partitioner.availability.timeout.ms",
    java: "0",
  },
} as const satisfies Readonly<Record<string, Option>>;
