import { murmur2, toPositive } from "./murmur2.js";
import type { Partitioner, PartitionerInput } from "./partitioner.js";
import { StickyPartition } from "./sticky-partition.js";

/**
 * The built-in rules: a key goes where Java and kafka-python put it (murmur2 over all partitions, leader or not), a
 * record without a key to the sticky partition of its topic.
 *
 * A producer that is given this class, or no partitioner, applies the rules itself and weighs the queues of its
 * brokers. `partition` is for partitioners that delegate to it; it has no queues to look at and chooses evenly.
 */
export class DefaultPartitioner implements Partitioner {
  readonly #random: () => number;
  readonly #stickyByTopic = new Map<string, StickyPartition>();

  constructor(options: { readonly random?: () => number } = {}) {
    this.#random = options.random ?? Math.random;
  }

  partition(input: PartitionerInput): number {
    const { keyBytes, partitions } = input;
    if (keyBytes !== null) return partitions[toPositive(murmur2(keyBytes)) % partitions.length]!;
    return this.#stickyPartition(input);
  }

  #stickyPartition({ topic, valueBytes, partitions, availablePartitions }: PartitionerInput): number {
    let sticky = this.#stickyByTopic.get(topic);
    if (sticky === undefined) {
      sticky = new StickyPartition({ batchSizeBytes: BATCH_SIZE_BYTES, adaptive: false, random: this.#random });
      this.#stickyByTopic.set(topic, sticky);
    }
    const loads = {
      partitionCount: partitions.length,
      isAvailable: (partition: number) => availablePartitions.includes(partition),
      queueLength: () => 0,
    };
    const partition = sticky.current(loads);
    sticky.onAppend(valueBytes?.length ?? 0, true, loads);
    return partition;
  }
}

/** The default of `batchSize`. */
const BATCH_SIZE_BYTES = 16_384;
