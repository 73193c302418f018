/** Which transactions a test runs: drawn from a seed, so that a run that failed can be run again. */

export interface PlannedTransaction {
  readonly id: number;
  /** Which of the producers runs it; each runs its own in the order of their ids. */
  readonly producer: number;
  readonly commits: boolean;
  /** Its records are in the logs before its end is asked for; otherwise they may still be in the accumulator. */
  readonly flushesFirst: boolean;
  /** Numbered through the whole plan. May be empty. */
  readonly records: readonly { readonly n: number; readonly partition: number }[];
  /** Of the producer's consumer group; null: this transaction commits no offset. */
  readonly offset: number | null;
}

export interface Plan {
  readonly seed: number;
  readonly producers: number;
  readonly transactions: readonly PlannedTransaction[];
  readonly recordCount: number;
}

const mostRecords = 12;

export function planTransactions(options: {
  readonly seed: number;
  readonly count: number;
  readonly producers: number;
  readonly partitions: number;
}): Plan {
  const { seed, count, producers, partitions } = options;
  const draw = draws(seed);
  const below = (limit: number): number => Math.floor(draw() * limit);
  let n = 0;
  const transactions = Array.from({ length: count }, (_, id): PlannedTransaction => {
    const commits = draw() < 0.6;
    const size = draw() < 0.05 ? 0 : 1 + below(mostRecords);
    const records = Array.from({ length: size }, () => ({ n: n++, partition: below(partitions) }));
    const offset = draw() < 0.3 ? id + 1 : null;
    return { id, producer: id % producers, commits, flushesFirst: draw() < 0.5, records, offset };
  });
  return { seed, producers, transactions, recordCount: n };
}

/** mulberry32: numbers in [0, 1). */
function draws(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
