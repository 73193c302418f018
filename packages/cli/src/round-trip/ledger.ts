/** What the cluster has acknowledged, partition by partition, in the order in which it was sent. */

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { RecordMetadata } from "@k/producer";
import type { SentRecord } from "../sending/index.js";
import { DifferenceError } from "./difference-error.js";
import { KeyHomes } from "./key-homes.js";
import { Spool } from "./spool.js";

export class Ledger {
  readonly #topic: string;
  readonly #folder = mkdtempSync(join(tmpdir(), "ktool-round-trip-"));
  readonly #partitions = new Map<number, { readonly spool: Spool; lastLine: number }>();
  readonly #keyHomes: KeyHomes;
  #difference: DifferenceError | undefined;

  constructor(topic: string) {
    this.#topic = topic;
    this.#keyHomes = new KeyHomes(topic);
  }

  /** The first thing that was wrong with an acknowledgement. */
  get difference(): DifferenceError | undefined {
    return this.#difference;
  }

  /** In the order of the partition numbers. */
  get spools(): ReadonlyMap<number, Spool> {
    return new Map([...this.#partitions].sort(([a], [b]) => a - b).map(([partition, { spool }]) => [partition, spool]));
  }

  add({ partition, offset }: RecordMetadata, { record, lineNumber }: SentRecord): void {
    if (this.#difference) return;
    try {
      const entry = this.#entry(partition);
      this.#checkOrder(partition, entry, offset, lineNumber);
      const { key = null, value = null } = record;
      if (key !== null) this.#keyHomes.check(key, partition);
      entry.spool.append(offset, key, value);
      entry.lastLine = lineNumber;
    } catch (error) {
      if (!(error instanceof DifferenceError)) throw error;
      this.#difference = error;
    }
  }

  /** Deletes the files. */
  close(): void {
    for (const { spool } of this.#partitions.values()) spool.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #entry(partition: number) {
    let entry = this.#partitions.get(partition);
    if (entry === undefined) {
      entry = { spool: new Spool(join(this.#folder, `partition-${partition}`)), lastLine: 0 };
      this.#partitions.set(partition, entry);
    }
    return entry;
  }

  // Within a partition, sending order, answering order and offset order are one: that is what keeps a key's records in order.
  #checkOrder(
    partition: number,
    { spool, lastLine }: { spool: Spool; lastLine: number },
    offset: bigint,
    line: number,
  ) {
    const where = `${this.#topic}-${partition}`;
    if (line < lastLine) throw new DifferenceError(`${where}: line ${line} was acknowledged after line ${lastLine}`);
    if (offset <= spool.lastOffset) {
      throw new DifferenceError(
        `${where}: line ${line} got offset ${offset}, line ${lastLine} before it ${spool.lastOffset}`,
      );
    }
  }
}
