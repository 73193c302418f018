import { murmur2, toPositive } from "./murmur2.js";
import type { Partitioner, PartitionerInput } from "./partitioner.js";
import { pickRandom } from "./pick-random.js";

/**
 * A hash of the key over the *available* partitions, kafka-python's `Murmur2Partitioner`. A key moves to another
 * partition while one has no leader: records flow on, and their order per key is lost. The default partitioner, which
 * hashes over all partitions, never does that. Records without a key go to a random partition.
 */
export class HashedPartitioner implements Partitioner {
  readonly #hash: (keyBytes: Uint8Array) => number;
  readonly #random: () => number;

  /** `hash`: a 32-bit hash, its sign bit is ignored; murmur2 if not given. */
  constructor(options: { readonly hash?: (keyBytes: Uint8Array) => number; readonly random?: () => number } = {}) {
    this.#hash = options.hash ?? murmur2;
    this.#random = options.random ?? Math.random;
  }

  partition({ keyBytes, partitions, availablePartitions }: PartitionerInput): number {
    if (keyBytes === null) return pickRandom(availablePartitions, partitions, this.#random);
    const candidates = availablePartitions.length > 0 ? availablePartitions : partitions;
    return candidates[toPositive(this.#hash(keyBytes)) % candidates.length]!;
  }
}
