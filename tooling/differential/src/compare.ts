/** Two logs that the same records gave, and what producers said of them, one beside the other. */

import type { BatchFacts, LogFacts } from "./log-facts.js";
import type { OptionSet } from "./option-set.js";
import type { Outcome } from "./peer.js";

export interface Sent {
  readonly log: LogFacts;
  readonly outcomes: readonly Outcome[];
}

/** What can differ. */
export type Aspect =
  | "partitions"
  | "records"
  | "timestamps"
  | "magic"
  | "codec"
  | "timestamp type"
  | "batch counts"
  | "batch sizes"
  | "sequences"
  | "bytes"
  | "wrapper's timestamp"
  | "results";

export interface Difference {
  readonly aspect: Aspect;
  readonly ours: string;
  readonly theirs: string;
}

/** Of each aspect the first difference. */
export function compare(set: OptionSet, ours: Sent, theirs: Sent): Difference[] {
  const { placed, batches } = set.alike;
  const timed = set.topicConfig === undefined && set.records.every(({ timestampMs }) => timestampMs !== undefined);
  const found: Difference[] = [];
  const same = (aspect: Aspect, facts: (sent: Sent) => readonly unknown[]): boolean => {
    const differences = firstDifference(aspect, facts(ours), facts(theirs));
    found.push(...differences);
    return differences.length === 0;
  };

  if (placed) same("partitions", ({ log }) => log.map(({ records }) => records.length));
  else if (set.options.partitioner === "roundRobin") {
    same("partitions", ({ log }) => log.map(({ records }) => records.length).sort((a, b) => a - b));
  }
  same("records", ({ log }) => contents(log, placed));
  same("magic", ({ log }) => distinct(log, ({ magic }) => magic));
  same("timestamp type", ({ log }) => distinct(log, ({ timestampType }) => timestampType));
  same("batch sizes", ({ log }) => tooLarge(log, set.options.batchSize));
  if (placed) {
    if (timed)
      same("timestamps", ({ log }) => log.flatMap(({ records }) => records.map((record) => record.timestampMs)));
    same("results", ({ outcomes }) => outcomes.map((outcome) => resultOf(outcome, timed)));
  }
  // Batches that hold other records can be compared no further.
  if (batches && same("batch counts", ({ log }) => ofBatches(log, ({ recordCount }) => recordCount))) {
    same("sequences", ({ log }) => ofBatches(log, ({ baseSequence }) => baseSequence ?? "none"));
    const sameCodecs = same("codec", ({ log }) => ofBatches(log, ({ codec }) => codec));
    if (sameCodecs && timed) {
      same("bytes", ({ log }) => ofBatches(log, ({ bytes }) => bytes ?? "compressed"));
      same("wrapper's timestamp", ({ log }) =>
        ofBatches(log, ({ wrapperTimestampMs }) => wrapperTimestampMs ?? "none"),
      );
    }
  } else same("codec", ({ log }) => distinct(log, ({ codec }) => codec));
  return found;
}

function resultOf({ partition, offset, timestamp }: Outcome, timed: boolean): string {
  return `partition ${partition}, offset ${offset}${timed ? `, timestamp ${timestamp}` : ""}`;
}

/** A line for each partition. */
const ofBatches = (log: LogFacts, of: (batch: BatchFacts) => unknown): string[] =>
  log.map(({ batches }) => batches.map(of).join(" "));

function firstDifference(aspect: Aspect, ours: readonly unknown[], theirs: readonly unknown[]): Difference[] {
  for (let at = 0; at < Math.max(ours.length, theirs.length); at++) {
    if (ours[at] === theirs[at]) continue;
    const [mine, other] = [String(ours[at]), String(theirs[at])];
    let same = 0;
    while (mine[same] === other[same] && same < mine.length) same++;
    const around = (text: string) => `#${at} …${text.slice(Math.max(0, same - 30), same + 60)}`;
    return [{ aspect, ours: around(mine), theirs: around(other) }];
  }
  return [];
}

function contents(log: LogFacts, placed: boolean): string[] {
  const found = log.flatMap(({ records }) => records.map(({ content }) => content));
  return placed ? found : found.sort();
}

const distinct = <T>(log: LogFacts, of: (batch: BatchFacts) => T): T[] => [
  ...new Set(log.flatMap(({ batches }) => batches.map(of))),
];

/** Batches that are larger than they may be; a single record may be as large as it is. */
function tooLarge(log: LogFacts, batchSize: number): string[] {
  return log.flatMap(({ batches }) =>
    batches
      .filter(({ sizeInBytes, recordCount }) => recordCount > 1 && sizeInBytes > batchSize)
      .map(({ sizeInBytes, recordCount }) => `${recordCount} records in ${sizeInBytes} bytes`),
  );
}
