/** Walks a log segment batch by batch and tells a format what is there, good or bad. */

import { KafkaError } from "@k/protocol";
import { type Batch, type KafkaRecord, readBatches } from "@k/records";
import { readEntries, type SegmentItem } from "./entries.js";

/** Receives what a segment holds, in the order of its bytes. */
export interface DumpFormat {
  batch(batch: Batch, position: number): void;
  record(record: KafkaRecord, batch: Batch): void;
  /** `position`: the byte offset in the input where the damaged entry begins. */
  problem(message: string, position: number): void;
  /** Harmless, but worth a word. */
  note(message: string, position: number): void;
  end(totals: DumpTotals): void;
}

export interface DumpTotals {
  readonly batches: number;
  /** Counted by the headers, with `deep` by the records themselves. Magic 0 and 1 without `deep`: wrapped messages count as one. */
  readonly records: number;
  readonly sizeInBytes: number;
  readonly problems: number;
}

export interface DumpOptions {
  /** Look at each record, not only at the batch headers. */
  readonly deep: boolean;
  readonly format: DumpFormat;
  /** Bytes that end in the middle of an entry are a note, not a problem: fetch responses may be cut anywhere. */
  readonly allowPartial?: boolean;
  /** Called now and then: waits when the reader of the output is slow, throws to stop. */
  readonly pace: () => Promise<void>;
}

/** Reads to the end, or to damage that hides where the next entry begins. Memory: one entry and its decompressed records. */
export async function dumpSegment(source: AsyncIterable<Uint8Array>, options: DumpOptions): Promise<DumpTotals> {
  const dump = new SegmentDump(options);
  for await (const items of readEntries(source)) {
    for (const item of items) {
      await dump.item(item);
      await options.pace();
    }
  }
  options.format.end(dump.totals);
  return dump.totals;
}

// A batch may hold millions of records: their lines must not gather in memory.
const RECORDS_BETWEEN_PACES = 1000;

class SegmentDump {
  readonly totals = { batches: 0, records: 0, sizeInBytes: 0, problems: 0 };
  readonly #options: DumpOptions;

  constructor(options: DumpOptions) {
    this.#options = options;
  }

  async item(item: SegmentItem): Promise<void> {
    const { format, allowPartial } = this.#options;
    switch (item.kind) {
      case "entry":
        this.totals.sizeInBytes += item.bytes.length;
        return this.#entry(item.bytes, item.position);
      case "padding":
        return format.note(`${item.sizeInBytes} zero bytes to the end (a preallocated segment)`, item.position);
      case "partial": {
        const message = `the entry ends early: ${item.presentBytes} of ${item.neededBytes} bytes are there`;
        return allowPartial ? format.note(message, item.position) : this.#problem(message, item.position);
      }
      case "corrupt":
        return this.#problem(item.problem, item.position);
    }
  }

  async #entry(bytes: Uint8Array, position: number): Promise<void> {
    try {
      // Checksums are judged below, so that the rest of a damaged batch can be shown too.
      for (const batch of readBatches(bytes, { validateCrc: false })) await this.#batch(batch, position);
    } catch (error) {
      if (!(error instanceof KafkaError)) throw error;
      this.#problem(error.message, position);
    }
  }

  async #batch(batch: Batch, position: number): Promise<void> {
    this.totals.batches++;
    this.#options.format.batch(batch, position);
    if (!batch.isCrcValid) this.#problem(crcProblem(batch), position);
    if (this.#options.deep) await this.#records(batch);
    else this.totals.records += batch.recordsCount ?? 1;
  }

  async #records(batch: Batch): Promise<void> {
    for (const record of batch) {
      if (++this.totals.records % RECORDS_BETWEEN_PACES === 0) await this.#options.pace();
      this.#options.format.record(record, batch);
    }
  }

  #problem(message: string, position: number): void {
    this.totals.problems++;
    this.#options.format.problem(message, position);
  }
}

function crcProblem(batch: Batch): string {
  try {
    batch.validateCrc();
    return "the CRC is wrong";
  } catch (error) {
    return (error as Error).message;
  }
}
