import { murmur2, toPositive } from "./murmur2.js";
import type { Partitioner, PartitionerInput } from "./partitioner.js";
import { pickRandom } from "./pick-random.js";

/**
 * kafka-python's default: keys where Java puts them, records without a key on a random partition each.
 * Spreads small batches over all partitions; the default partitioner is several times cheaper for such records.
 */
export class RandomPartitioner implements Partitioner {
  readonly #random: () => number;

  constructor(options: { readonly random?: () => number } = {}) {
    this.#random = options.random ?? Math.random;
  }

  partition({ keyBytes, partitions, availablePartitions }: PartitionerInput): number {
    if (keyBytes === null) return pickRandom(availablePartitions, partitions, this.#random);
    return partitions[toPositive(murmur2(keyBytes)) % partitions.length]!;
  }
}
