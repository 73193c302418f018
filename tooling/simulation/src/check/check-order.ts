/** G3: what one producer sent to one partition and was acknowledged stands there in the order of the sends. */
import type { History } from "../run/index.js";

export function checkOrder({ sent, log }: History): string[] {
  const acknowledged = new Map(
    sent.filter(({ outcome }) => outcome?.kind === "acknowledged").map((record) => [record.value, record]),
  );
  const problems: string[] = [];
  const seen = new Set<number>();
  /** Of each producer and partition: the latest send so far. */
  const latest = new Map<string, number>();
  for (const { value, partition } of log) {
    const record = acknowledged.get(value);
    // A repeat stands where a retry put it; what counts is where the record came first.
    if (record === undefined || seen.has(record.id)) continue;
    seen.add(record.id);
    const line = `${record.producer}:${partition}`;
    const last = latest.get(line) ?? -1;
    if (record.id < last) problems.push(`G3: partition ${partition}: record ${record.id} stands behind record ${last}`);
    latest.set(line, Math.max(last, record.id));
  }
  return problems;
}
