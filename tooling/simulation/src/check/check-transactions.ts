/** What is committed is seen whole, what is aborted is not seen, and nothing is seen in part. */
import type { History, LoggedRecord, SentRecord } from "../run/index.js";

export function checkTransactions(history: History, copies: ReadonlyMap<string, readonly LoggedRecord[]>): string[] {
  const byTransaction = new Map<number, SentRecord[]>();
  for (const record of history.sent) {
    if (record.transaction === undefined) continue;
    const known = byTransaction.get(record.transaction);
    if (known === undefined) byTransaction.set(record.transaction, [record]);
    else known.push(record);
  }
  const problems = checkOffsets(history);
  for (const [number, records] of byTransaction) {
    const { end } = history.transactions[number]!;
    const isVisible = ({ value }: SentRecord) => (copies.get(value) ?? []).some(({ uncommitted }) => !uncommitted);
    const visible = records.filter((record) => isVisible(record) && !mayArriveLate(record, history));
    const ids = (list: readonly SentRecord[]) => list.map(({ id }) => id).join(" ");
    if (end === "committed" && visible.length < records.length) {
      problems.push(
        `T1: of committed transaction ${number} records are not visible: ${ids(records.filter((r) => !isVisible(r)))}`,
      );
    }
    if (end === "aborted" && visible.length > 0) {
      problems.push(`T2: of aborted transaction ${number} records are visible: ${ids(visible)}`);
    }
    if (end === "unknown" && visible.length > 0 && visible.length < records.length) {
      problems.push(`T4: of transaction ${number} only a part is visible: ${ids(visible)}`);
    }
  }
  return problems;
}

/**
 * Brokers before 3.6 do not ask whether a transaction is open (KIP-890, part 1): a request that is still in their socket when
 * the producer has given it up, and its connection, is appended behind the abort. No client can help that.
 */
function mayArriveLate({ outcome, producer }: SentRecord, { plan }: History): boolean {
  const { faults, cluster, producers } = plan;
  const verifies = cluster.versions.every((version) => version === "3.9" || version === "4.1");
  const patienceMs = producers[producer]!.options.requestTimeoutMs;
  const givesUp = faults.length > 0 || patienceMs <= 2 * cluster.latencyMs + cluster.replicationLagMs;
  return !verifies && givesUp && outcome?.kind === "failed" && outcome.persistence === "possiblyPersisted";
}

/** T3: a group's offset is that of the last committed transaction, or of a later one whose end is not known. */
function checkOffsets({ transactions, producers }: History): string[] {
  const problems: string[] = [];
  producers.forEach(({ groupOffset }, index) => {
    const ofProducer = transactions.filter(({ producer, offset }) => producer === index && offset !== undefined);
    const lastCommitted = ofProducer.findLastIndex(({ end }) => end === "committed");
    const possible = ofProducer
      .slice(Math.max(lastCommitted, 0))
      .filter(({ end }) => end !== "aborted")
      .map(({ offset }) => offset);
    const isRight = groupOffset === undefined ? lastCommitted < 0 : possible.includes(groupOffset);
    if (!isRight)
      problems.push(`T3: group ${index} has committed ${groupOffset}, and not one of ${possible.join(", ") || "none"}`);
  });
  return problems;
}
