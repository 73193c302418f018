import { crc32 } from "@k/records";
import type { Partitioner, PartitionerInput } from "./partitioner.js";
import { pickRandom } from "./pick-random.js";

/** librdkafka's `consistent`: CRC-32 of the key over all partitions. No key counts as an empty one: partition 0. */
export class ConsistentPartitioner implements Partitioner {
  partition({ keyBytes, partitions }: PartitionerInput): number {
    return consistent(keyBytes ?? EMPTY, partitions);
  }
}

/**
 * librdkafka's default, `consistent_random`, for topics whose keys were placed by it (or by its bindings for Python,
 * Go, .NET): CRC-32 of the key over all partitions; a random partition when there is no key, or an empty one.
 */
export class ConsistentRandomPartitioner implements Partitioner {
  readonly #random: () => number;

  constructor(options: { readonly random?: () => number } = {}) {
    this.#random = options.random ?? Math.random;
  }

  partition({ keyBytes, partitions, availablePartitions }: PartitionerInput): number {
    if (keyBytes === null || keyBytes.length === 0) return pickRandom(availablePartitions, partitions, this.#random);
    return consistent(keyBytes, partitions);
  }
}

const EMPTY = new Uint8Array(0);

function consistent(keyBytes: Uint8Array, partitions: readonly number[]): number {
  // librdkafka takes the CRC as unsigned, so no sign bit is dropped here.
  return partitions[(crc32(keyBytes) >>> 0) % partitions.length]!;
}
