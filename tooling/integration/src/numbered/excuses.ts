/** What acks=1 excuses: a killed leader takes with it what it acknowledged last, and nothing else is lost. */
import type { Promised } from "./ledger.js";

export interface Kill {
  /** By `performance.now()`. */
  readonly atMs: number;
  /** Those that the broker led. */
  readonly partitions: readonly number[];
}

/** An answer that the leader sent before it died is read a little later; a new leader takes over after seconds. */
const graceMs = 1_000;

/** @returns in words, every lost record that no kill explains: its leader lived, or kept what came behind it */
export function unexcused(
  { lost, kept }: { readonly lost: readonly Promised[]; readonly kept: readonly Promised[] },
  kills: readonly Kill[],
): string[] {
  return lost.flatMap(({ n, partition, offset, atMs }) => {
    const what = `record ${n}, partition ${partition}, offset ${offset}`;
    const kill = kills.find((each) => each.partitions.includes(partition) && atMs <= each.atMs + graceMs);
    if (!kill) return [`${what}: the leader that acknowledged it lived`];
    const behind = kept.find(
      (other) => other.partition === partition && other.offset > offset && other.atMs <= kill.atMs + graceMs,
    );
    return behind ? [`${what}: lost, though offset ${behind.offset} behind it was kept`] : [];
  });
}
