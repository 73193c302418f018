/** What a topic's partitions look like at the moment; the accumulator and the metadata know. */
export interface PartitionLoads {
  /** Partitions are numbered from 0 to here. */
  readonly partitionCount: number;
  /** Has a leader, and one that takes requests. */
  isAvailable(partition: number): boolean;
  /** Batches that wait for this partition. */
  queueLength(partition: number): number;
}

/**
 * The partition that a topic's records without a key go to at the moment.
 *
 * KIP-480: staying on one partition for a whole batch keeps batches full and requests few; a new choice per record
 * would open a batch on every partition. KIP-794: what counts is bytes, not batches, or a slow broker, which takes
 * fewer but fuller batches, would be given more than its share.
 */
export class StickyPartition {
  readonly #switchAfterBytes: number;
  readonly #adaptive: boolean;
  readonly #random: () => number;
  #partition = -1;
  #producedBytes = 0;

  constructor(options: { batchSizeBytes: number; adaptive: boolean; random: () => number }) {
    this.#switchAfterBytes = Math.max(1, options.batchSizeBytes);
    this.#adaptive = options.adaptive;
    this.#random = options.random;
  }

  /** Where the next record goes. */
  current(loads: PartitionLoads): number {
    const partition = this.#partition;
    // Not `>= 0` alone: a topic that was deleted and created again may have fewer partitions.
    if (partition >= 0 && partition < loads.partitionCount) return partition;
    return this.#choose(loads);
  }

  /**
   * Counts what was appended to `current()`. `batchFull`: the partition has no batch with room left, so that leaving
   * it now leaves no half-empty batch behind. May also be told (0, true) when the batch fills or is sent later on.
   */
  onAppend(appendedBytes: number, batchFull: boolean, loads: PartitionLoads): void {
    this.#producedBytes += appendedBytes;
    const produced = this.#producedBytes;
    // KIP-794: leave after batchSize bytes, but at a batch boundary if one comes before twice as many.
    if (produced >= this.#switchAfterBytes && (batchFull || produced >= 2 * this.#switchAfterBytes))
      this.#choose(loads);
  }

  /** Makes the next `current()` choose again, for a partition that has lost its leader. */
  leave(): void {
    this.#partition = -1;
  }

  #choose(loads: PartitionLoads): number {
    this.#producedBytes = 0;
    this.#partition = choosePartition(loads, this.#adaptive, this.#random);
    return this.#partition;
  }
}

/**
 * Uniform over the available partitions, over all if there is none. Adaptive: weighted by `longest queue + 1 - own
 * queue`, so that queues 0, 3, 1 are chosen with weights 4, 1, 3 and a broker gets what it can take.
 */
function choosePartition(loads: PartitionLoads, adaptive: boolean, random: () => number): number {
  const { partitionCount } = loads;
  let available = 0;
  let longest = 0;
  let queued = 0;
  for (let partition = 0; partition < partitionCount; partition++) {
    if (!loads.isAvailable(partition)) continue;
    available++;
    if (!adaptive) continue;
    const length = loads.queueLength(partition);
    queued += length;
    if (length > longest) longest = length;
  }
  if (available === 0) return Math.floor(random() * partitionCount);

  let ticket = Math.floor(random() * (available * (longest + 1) - queued));
  for (let partition = 0; partition < partitionCount; partition++) {
    if (!loads.isAvailable(partition)) continue;
    ticket -= adaptive ? longest + 1 - loads.queueLength(partition) : 1;
    if (ticket < 0) return partition;
  }
  // Only if loads changed between the two passes.
  return partitionCount - 1;
}
