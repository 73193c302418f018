/** How each planned transaction ended, and whether what a read-committed consumer sees is exactly that. */
import type { RecordMetadata } from "@k/producer";
import type { Plan, PlannedTransaction } from "./plan.js";

/** What an audit found; all must be 0. */
export interface TransactionFindings {
  /** Committed, and not seen. */
  missing: number;
  /** Aborted, and seen. */
  abortedVisible: number;
  twice: number;
  /** Behind a record of the same producer and partition that was sent later. */
  reordered: number;
  /** Seen at another partition or offset than the future said. */
  misplaced: number;
  unknown: number;
  /** The first few of each kind, in words. */
  readonly examples: string[];
}

type Kind = Exclude<keyof TransactionFindings, "examples">;

export class TransactionLedger {
  readonly plan: Plan;
  /** What happened on the way, and how often: timeouts that were waited out, transactions that had to be aborted. */
  readonly events = new Map<string, number>();
  readonly #outcomes: ("committed" | "aborted" | undefined)[];
  readonly #offsets: Float64Array;
  readonly #transactionOf: PlannedTransaction[] = [];

  constructor(plan: Plan) {
    this.plan = plan;
    this.#outcomes = Array.from(plan.transactions, () => undefined);
    this.#offsets = new Float64Array(plan.recordCount).fill(-1);
    for (const transaction of plan.transactions) {
      for (const { n } of transaction.records) this.#transactionOf[n] = transaction;
    }
  }

  /** @param results of its records, in their order */
  committed({ id, records }: PlannedTransaction, results: readonly RecordMetadata[]): void {
    this.#decide(id, "committed");
    for (const [i, { n }] of records.entries()) this.#offsets[n] = Number(results[i]!.offset);
  }

  aborted({ id }: PlannedTransaction): void {
    this.#decide(id, "aborted");
  }

  note(event: string): void {
    this.events.set(event, (this.events.get(event) ?? 0) + 1);
  }

  count(outcome: "committed" | "aborted"): number {
    return this.#outcomes.filter((each) => each === outcome).length;
  }

  get committedRecords(): number {
    return this.#transactionOf.filter(({ id }) => this.#outcomes[id] === "committed").length;
  }

  /** The last offset that a producer committed for its group; undefined: none. */
  committedOffset(producer: number): number | undefined {
    const own = this.plan.transactions.filter((each) => each.producer === producer && each.offset !== null);
    return own.findLast(({ id }) => this.#outcomes[id] === "committed")?.offset ?? undefined;
  }

  /** Takes what a read-committed reader finds, each partition in offset order. */
  audit(): { read(n: number, partition: number, offset: number): void; findings(): TransactionFindings } {
    const seen = new Uint8Array(this.plan.recordCount);
    const last = new Map<string, number>();
    const found: TransactionFindings = {
      ...{ missing: 0, abortedVisible: 0, twice: 0, reordered: 0, misplaced: 0, unknown: 0 },
      examples: [],
    };
    const note = (kind: Kind, what: string): void => {
      if (++found[kind] <= 3) found.examples.push(`${kind}: ${what} (seed ${this.plan.seed})`);
    };

    const read = (n: number, partition: number, offset: number): void => {
      const transaction = this.#transactionOf[n];
      const kind = wrong(n, transaction);
      const what = `record ${n} of transaction ${transaction?.id} at partition ${partition}, offset ${offset}`;
      if (kind !== undefined) note(kind, what);
      if (transaction === undefined || kind !== undefined) return;
      seen[n] = 1;
      const planned = transaction.records.find((record) => record.n === n)?.partition;
      if (partition !== planned || offset !== this.#offsets[n]) {
        note("misplaced", `${what}, promised at partition ${planned}, offset ${this.#offsets[n]}`);
      }
      const order = `${transaction.producer} ${partition}`;
      const before = last.get(order) ?? -1;
      if (n < before) note("reordered", `${what}, behind ${before}`);
      else last.set(order, n);
    };
    const wrong = (n: number, transaction: PlannedTransaction | undefined): Kind | undefined => {
      if (transaction === undefined) return "unknown";
      if (this.#outcomes[transaction.id] !== "committed") return "abortedVisible";
      return seen[n] === 1 ? "twice" : undefined;
    };

    const findings = (): TransactionFindings => {
      for (const [n, { id }] of this.#transactionOf.entries()) {
        if (this.#outcomes[id] === "committed" && seen[n] === 0) note("missing", `record ${n} of transaction ${id}`);
      }
      return found;
    };
    return { read, findings };
  }

  #decide(id: number, outcome: "committed" | "aborted"): void {
    if (this.#outcomes[id] !== undefined) throw new Error(`transaction ${id} was decided twice`);
    this.#outcomes[id] = outcome;
  }
}
