import { KafkaConfigurationError } from "@k/client";
import { DefaultPartitioner } from "./default-partitioner.js";
import type { Partitioner, PartitionerFunction } from "./partitioner.js";

/** The `partitioner` option, whatever its form, as a `Partitioner`. Throws KafkaConfigurationError if it is neither. */
export function asPartitioner(option: Partitioner | PartitionerFunction | null | undefined): Partitioner {
  if (option == null) return new DefaultPartitioner();
  if (typeof option === "function") {
    if (isPartitionerClass(option)) {
      throw new KafkaConfigurationError(
        `partitioner is the class ${option.name}: pass an instance, new ${option.name}()`,
      );
    }
    return { partition: (input) => option(input.keyBytes, input.partitions, input.availablePartitions) };
  }
  if (typeof option.partition !== "function") {
    throw new KafkaConfigurationError(
      "partitioner must be an object with a partition() method, or a function (keyBytes, allPartitions, availablePartitions) => number",
    );
  }
  return option;
}

/**
 * True for a plain DefaultPartitioner: the producer then applies its rules itself, where it knows the queue lengths,
 * and never calls `partition`. A subclass is somebody's own partitioner and is called.
 */
export function usesBuiltInRules(partitioner: Partitioner): boolean {
  return Object.getPrototypeOf(partitioner) === DefaultPartitioner.prototype;
}

function isPartitionerClass(option: PartitionerFunction): boolean {
  const prototype: { partition?: unknown } | undefined = option.prototype;
  return typeof prototype?.partition === "function";
}
