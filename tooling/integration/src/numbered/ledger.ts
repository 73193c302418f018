/** Who was promised what, and whether it was kept. Arrays by record number instead of objects: it has to hold millions. */
import { deliveryOf, type RecordMetadata } from "@k/producer";

/** What an audit found. With acks=all the first four are always 0, with idempotence or one request in flight all are. */
export interface Findings {
  /** Acknowledged, and not there. */
  missing: number;
  /** Acknowledged, and not at the partition and offset that were promised. */
  misplaced: number;
  /** In the log, and never sent. */
  unknown: number;
  /** Failed as "notPersisted", and there all the same. */
  falselyNotPersisted: number;
  duplicates: number;
  /** Behind a record of its partition that was sent later. */
  reordered: number;
  /** The first few of each kind, in words. */
  readonly examples: string[];
}

type Kind = Exclude<keyof Findings, "examples">;

export interface Audit {
  read(n: number, partition: number, offset: number): void;
  findings(): Findings;
  /** What was acknowledged, by whether it was read. */
  acknowledged(): { readonly lost: readonly Promised[]; readonly kept: readonly Promised[] };
}

const pending = 0;
const acknowledged = 1;
const failed = 2;
const failedForSure = 3;

/** What an acknowledged record was promised. */
export interface Promised {
  readonly n: number;
  readonly partition: number;
  readonly offset: number;
  /** When it was acknowledged, by `performance.now()`. */
  readonly atMs: number;
}

export class Ledger {
  readonly count: number;
  /** How often each kind of error ended a record. Numbers in messages are replaced by #. */
  readonly errors = new Map<string, number>();
  readonly #states: Uint8Array;
  readonly #partitions: Int32Array;
  readonly #offsets: Float64Array;
  readonly #times: Float64Array;

  constructor(count: number) {
    this.count = count;
    this.#states = new Uint8Array(count);
    this.#partitions = new Int32Array(count).fill(-1);
    this.#offsets = new Float64Array(count).fill(-1);
    this.#times = new Float64Array(count);
  }

  acknowledge(n: number, { partition, offset }: Pick<RecordMetadata, "partition" | "offset">): void {
    this.#settle(n, acknowledged);
    this.#partitions[n] = partition;
    this.#offsets[n] = Number(offset);
    this.#times[n] = performance.now();
  }

  fail(n: number, error: unknown): void {
    this.#settle(n, deliveryOf(error)?.persistence === "notPersisted" ? failedForSure : failed);
    const kind = String(error).replaceAll(/\d+/g, "#");
    this.errors.set(kind, (this.errors.get(kind) ?? 0) + 1);
  }

  get acknowledgedCount(): number {
    return this.#states.reduce((count, state) => count + (state === acknowledged ? 1 : 0), 0);
  }

  get unsettledCount(): number {
    return this.#states.reduce((count, state) => count + (state === pending ? 1 : 0), 0);
  }

  /** Takes what an independent reader finds, each partition in offset order. */
  audit(): Audit {
    const seen = new Uint8Array(this.count);
    const confirmed = new Uint8Array(this.count);
    const lastOfPartition = new Map<number, number>();
    const found: Findings = {
      ...{ missing: 0, misplaced: 0, unknown: 0, falselyNotPersisted: 0, duplicates: 0, reordered: 0 },
      examples: [],
    };
    const note = (kind: Kind, what: string): void => {
      if (++found[kind] <= 3) found.examples.push(`${kind}: ${what}`);
    };

    const read = (n: number, partition: number, offset: number): void => {
      const place = `partition ${partition}, offset ${offset}`;
      if (!(n >= 0 && n < this.count)) {
        note("unknown", place);
        return;
      }
      if (this.#offsets[n] === offset && this.#partitions[n] === partition) confirmed[n] = 1;
      if (seen[n] === 1) {
        note("duplicates", `record ${n} again at ${place}`);
        return;
      }
      seen[n] = 1;
      if (this.#states[n] === failedForSure) note("falselyNotPersisted", `record ${n} at ${place}`);
      const last = lastOfPartition.get(partition) ?? -1;
      if (n < last) note("reordered", `record ${n} behind ${last} at ${place}`);
      else lastOfPartition.set(partition, n);
    };

    const findings = (): Findings => {
      for (let n = 0; n < this.count; n++) {
        if (this.#states[n] !== acknowledged) continue;
        const promise = `record ${n}, promised at partition ${this.#partitions[n]}, offset ${this.#offsets[n]}`;
        if (seen[n] === 0) note("missing", promise);
        else if (confirmed[n] === 0 && this.#offsets[n]! >= 0) note("misplaced", promise); // acks=0 promises no offset
      }
      return found;
    };
    const acknowledgedOnes = (): { lost: Promised[]; kept: Promised[] } => {
      const sides: { lost: Promised[]; kept: Promised[] } = { lost: [], kept: [] };
      for (let n = 0; n < this.count; n++) {
        if (this.#states[n] !== acknowledged) continue;
        const promised = { n, partition: this.#partitions[n]!, offset: this.#offsets[n]!, atMs: this.#times[n]! };
        (seen[n] === 0 ? sides.lost : sides.kept).push(promised);
      }
      return sides;
    };
    return { read, findings, acknowledged: acknowledgedOnes };
  }

  #settle(n: number, state: number): void {
    if (this.#states[n] !== pending) throw new Error(`record ${n} was settled twice`);
    this.#states[n] = state;
  }
}
