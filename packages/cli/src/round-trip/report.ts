/** The figures of a round trip, for people. */

import { formatBytes, formatCount, formatDuration, table } from "../output/index.js";
import type { Latency } from "./latency.js";
import type { PartitionTally } from "./partition-tally.js";

/** What the sending came to. */
export interface SendingFigures {
  readonly records: number;
  /** Keys and values. */
  readonly bytes: number;
  readonly elapsedMs: number;
}

export function sendingLine(verb: string, { records, bytes, elapsedMs }: SendingFigures): string {
  const seconds = Math.max(elapsedMs, 1) / 1000;
  const rate = `${formatCount(Math.round(records / seconds))} records/s, ${formatBytes(bytes / seconds)}/s`;
  return `${verb} ${formatCount(records)} records, ${formatBytes(bytes)} in ${formatDuration(elapsedMs)}: ${rate}`;
}

/** At full throttle: most of it is the wait for those ahead in the queue. */
export function latencyLine(latency: Latency): string {
  const at = (percentile: number) => formatDuration(latency.percentileMs(percentile));
  return `send to acknowledged: p50 ${at(50)}, p99 ${at(99)}, p99.9 ${at(99.9)}, max ${formatDuration(latency.maxMs)}`;
}

/** @param batchSize the producer's `batchSize` in bytes: what a batch of 100 % fill has */
export function partitionTable(tallies: ReadonlyMap<number, PartitionTally>, batchSize: number): string {
  const right = (title: string) => ({ title, align: "right" as const });
  const rows = [...tallies].map(([partition, { records, firstOffset, lastOffset, bytes, batches }]) => [
    partition,
    records,
    records === 0 ? "none" : `${firstOffset}–${lastOffset}`,
    bytes,
    batches,
    batches === 0 ? "" : `${Math.round((100 * bytes) / batches / batchSize)} %`,
  ]);
  const titles = ["partition", "records", "first–last offset", "bytes", "batches", "average batch fill"];
  return table(titles.map(right), rows);
}
