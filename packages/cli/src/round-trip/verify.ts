/** Reads back what was acknowledged and compares it byte by byte, while counting what the partitions hold. */

import type { KafkaClient } from "@k/client";
import { type ReadRange, readTopic, recordsInRange, resolveOffset } from "../reading/index.js";
import { PartitionComparison } from "./compare.js";
import { PartitionTally } from "./partition-tally.js";
import type { Spool } from "./spool.js";

export interface VerificationOptions {
  readonly client: KafkaClient;
  readonly topic: string;
  /** Those that are read. */
  readonly partitions: readonly number[];
  /** What to expect, by partition; nothing in those that are not there. */
  readonly spools: ReadonlyMap<number, Spool>;
  /** Nobody else writes to the topic; see PartitionComparison. */
  readonly exclusive: boolean;
  readonly interrupted: AbortSignal;
}

/** Also tells how far it is, for a progress bar. */
export class Verification {
  readonly tallies: ReadonlyMap<number, PartitionTally>;
  readonly #options: VerificationOptions;
  readonly #comparisons: ReadonlyMap<number, PartitionComparison>;

  constructor(options: VerificationOptions) {
    const { topic, partitions, spools, exclusive } = options;
    this.#options = options;
    this.tallies = new Map(partitions.map((partition) => [partition, new PartitionTally()]));
    this.#comparisons = new Map(
      partitions.map((partition) => [
        partition,
        new PartitionComparison(spools.get(partition) ?? nothing, { name: `${topic}-${partition}`, exclusive }),
      ]),
    );
  }

  /** Records found as they were sent. */
  get verified(): number {
    return [...this.#comparisons.values()].reduce((sum, { verified }) => sum + verified, 0);
  }

  /** Bytes of batches read. */
  get bytes(): number {
    return [...this.tallies.values()].reduce((sum, { bytes }) => sum + bytes, 0);
  }

  /** @throws {DifferenceError} at the first difference. Ends early, without one, on interruption. */
  async run(): Promise<void> {
    const { client, topic, interrupted } = this.#options;
    for await (const fetched of readTopic(client, topic, await this.#ranges(), { signal: interrupted })) {
      const tally = this.tallies.get(fetched.partition)!;
      const comparison = this.#comparisons.get(fetched.partition)!;
      for (const batch of fetched.batches) tally.addBatch(batch);
      for (const record of recordsInRange(fetched)) {
        comparison.compare(record);
        tally.addRecord(record.offset);
      }
    }
    if (interrupted.aborted) return;
    for (const comparison of this.#comparisons.values()) comparison.finish();
  }

  /** Everything in our own topic, so that a record too many shows; in a shared one from our first to our last record. */
  async #ranges(): Promise<Map<number, ReadRange>> {
    const { client, topic, partitions, spools } = this.#options;
    const ranges = partitions.map(async (partition): Promise<[number, ReadRange]> => {
      const spool = spools.get(partition);
      if (!this.#options.exclusive && spool !== undefined)
        return [partition, { from: spool.firstOffset, to: spool.lastOffset + 1n }];
      const [from, to] = await Promise.all([
        resolveOffset(client, topic, partition, "earliest"),
        resolveOffset(client, topic, partition, "latest"),
      ]);
      return [partition, { from, to }];
    });
    return new Map(await Promise.all(ranges));
  }
}

/** Of a partition that nothing was acknowledged for. */
const nothing: Pick<Spool, "read"> = { *read() {} };
