/** Kafka's dump beside ktool's: every fact that Kafka's tool prints must be what ktool says, in the same order. */

import { type DumpedLine, parseKafkaDump } from "./kafka-dump.js";
import { batchFact, codecName, type KtoolLine, recordFact } from "./kafka-facts.js";

export interface DumpComparison {
  readonly batches: number;
  readonly records: number;
  /** Facts compared. */
  readonly facts: number;
  /** Each as `record 17, sequence: Kafka says 3, ktool 4`. */
  readonly differences: readonly string[];
}

/**
 * @param kafka what DumpLogSegments printed
 * @param ktool what `ktool dump --deep --format json` printed about the same file
 */
export function compareDumps(kafka: string, ktool: string): DumpComparison {
  const theirs = parseKafkaDump(kafka);
  const { batches, records } = parseKtoolDump(ktool);
  const differences: string[] = [];
  let facts = 0;
  const check = (what: string, line: DumpedLine, ours: (name: string) => string | undefined) => {
    for (const [name, value] of line.facts) {
      facts++;
      const expected = name.startsWith("compress") ? codecName(value) : value;
      const found = ours(name);
      if (found !== expected) differences.push(`${what}, ${name}: Kafka says ${expected}, ktool ${found}`);
    }
  };

  const theirBatches = theirs.filter(({ kind }) => kind === "batch");
  // Before 2.x there is no line about a batch.
  if (theirBatches.length > 0) {
    if (theirBatches.length !== batches.length)
      differences.push(`${theirBatches.length} batches, ktool ${batches.length}`);
    for (const [i, line] of theirBatches.entries())
      check(`batch ${i}`, line, (name) => batchFact(name, batches[i] ?? {}));
  }
  const theirRecords = theirs.filter(({ kind }) => kind === "record");
  if (theirRecords.length !== records.length)
    differences.push(`${theirRecords.length} records, ktool ${records.length}`);
  for (const [i, line] of theirRecords.entries()) {
    const { record, batch } = records[i] ?? { record: {}, batch: {} };
    check(`record ${i}`, line, (name) => recordFact(name, record, batch));
  }
  return { batches: batches.length, records: records.length, facts, differences };
}

function parseKtoolDump(text: string) {
  const batches: KtoolLine[] = [];
  const records: { record: KtoolLine; batch: KtoolLine }[] = [];
  for (const json of text.split("\n")) {
    if (json === "") continue;
    const line: KtoolLine = JSON.parse(json);
    if (line.type === "batch") batches.push(line);
    else if (line.type === "record") records.push({ record: line, batch: batches.at(-1)! });
  }
  return { batches, records };
}
