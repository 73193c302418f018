import type { Partitioner, PartitionerInput } from "./partitioner.js";

/**
 * Each record of a topic, with or without a key, goes to the next available partition (the next of all, if none is
 * available). When the list of available ones changes, the position in it is kept, or starts again at the first if
 * the list has become too short for it.
 */
export class RoundRobinPartitioner implements Partitioner {
  /** By topic. kafka-python has one position for all topics, which skips partitions when topics alternate. */
  readonly #positions = new Map<string, number>();

  partition({ topic, partitions, availablePartitions }: PartitionerInput): number {
    const candidates = availablePartitions.length > 0 ? availablePartitions : partitions;
    const next = this.#positions.get(topic) ?? 0;
    const position = next < candidates.length ? next : 0;
    this.#positions.set(topic, position + 1);
    return candidates[position]!;
  }
}
