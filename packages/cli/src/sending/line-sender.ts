/** Sends what a stream of lines says, at the pace of the cluster, and counts what became of it. */

import type { KafkaProducer, ProducerRecord, RecordMetadata } from "@k/producer";
import { InputError } from "../input/index.js";
import { Outstanding } from "./outstanding.js";

/** A record as it was sent, until its answer is here. */
export interface SentRecord {
  /** From 1 in the order of the input. */
  readonly lineNumber: number;
  readonly record: ProducerRecord;
  /** `performance.now()` at the call of `send`. */
  readonly sentAtMs: number;
}

export interface LineSenderOptions {
  readonly producer: Pick<KafkaProducer, "send">;
  /** @throws {InputError} when the line is no record; it is counted as failed and the next line goes on. */
  readonly toRecord: (line: Buffer) => ProducerRecord;
  readonly maxOutstandingRecords: number;
  readonly onAcknowledged?: (metadata: RecordMetadata, sent: SentRecord) => void;
  readonly onFailure: (error: Error, lineNumber: number) => void;
  /** Stops the reading; what was sent is still waited for. */
  readonly interrupted: AbortSignal;
}

export class LineSender {
  /** Records handed to the producer. */
  sent = 0;
  acknowledged = 0;
  /** Lines that were no records, and records that the cluster did not take. */
  failed = 0;
  /** Keys and values acknowledged. */
  acknowledgedBytes = 0;
  /** Of lines, each with one byte for its end. */
  #readBytes = 0;
  #allRead = false;
  #lineNumber = 0;
  readonly #outstanding: Outstanding;
  readonly #options: LineSenderOptions;

  constructor(options: LineSenderOptions) {
    this.#options = options;
    this.#outstanding = new Outstanding({ maxRecords: options.maxOutstandingRecords, maxBytes: MAX_OUTSTANDING_BYTES });
    options.interrupted.addEventListener("abort", () => this.#outstanding.wake(), { once: true });
  }

  /** Records sent and not yet answered. */
  get inFlight(): number {
    return this.#outstanding.records;
  }

  /** How much of the input was sent and answered, 0 to 1; undefined while nobody knows where it ends. */
  fractionOf(inputBytes: number | undefined): number | undefined {
    const read = this.#allRead ? 1 : inputBytes && this.#readBytes / inputBytes;
    return read && (read * (this.#lineNumber - this.inFlight)) / this.#lineNumber;
  }

  /** Resolves when every record sent has its answer. */
  whenAnswered(): Promise<void> {
    return this.#outstanding.whenEmpty();
  }

  /** Resolves when every line was sent, or reading was interrupted; see `finishSending` for the rest of the way. */
  async sendAll(lines: AsyncIterable<readonly Buffer[]>): Promise<void> {
    const { interrupted } = this.#options;
    for await (const chunk of untilAborted(lines, interrupted)) {
      for (const line of chunk) {
        if (this.#outstanding.isFull) await this.#outstanding.whenRoom();
        if (interrupted.aborted) return;
        this.#send(line);
      }
    }
    this.#allRead = !interrupted.aborted;
  }

  #send(line: Buffer): void {
    const lineNumber = ++this.#lineNumber;
    this.#readBytes += line.length + 1;
    let record: ProducerRecord;
    try {
      record = this.#options.toRecord(line);
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      this.failed++;
      this.#options.onFailure(error, lineNumber);
      return;
    }
    const sent: SentRecord = { lineNumber, record, sentAtMs: performance.now() };
    this.sent++;
    this.#outstanding.add(line.length);
    this.#options.producer.send(record).then(
      (metadata) => {
        this.#outstanding.remove(line.length);
        this.acknowledged++;
        this.acknowledgedBytes += Math.max(metadata.serializedKeySize, 0) + Math.max(metadata.serializedValueSize, 0);
        this.#options.onAcknowledged?.(metadata, sent);
      },
      (error: Error) => {
        this.#outstanding.remove(line.length);
        this.failed++;
        this.#options.onFailure(error, lineNumber);
      },
    );
  }
}

// Half of the producer's default bufferMemory (32 MiB): sends wait here, in order, and never for the producer's memory.
const MAX_OUTSTANDING_BYTES = 16 * 1024 * 1024;

/** The same chunks, ending early on abort even while the source is silent (a terminal, an idle pipe). */
async function* untilAborted<T>(source: AsyncIterable<T>, signal: AbortSignal): AsyncGenerator<T, void, undefined> {
  const iterator = source[Symbol.asyncIterator]();
  // Not Promise.race with one promise for the abort: that would keep every chunk for as long as nobody aborts.
  let end = () => {};
  const onAbort = () => end();
  signal.addEventListener("abort", onAbort, { once: true });
  try {
    while (!signal.aborted) {
      const next = await new Promise<IteratorResult<T>>((resolve, reject) => {
        end = () => resolve({ done: true, value: undefined });
        iterator.next().then(resolve, reject);
      });
      if (next.done) return;
      yield next.value;
    }
  } finally {
    signal.removeEventListener("abort", onAbort);
    // Closes the file. Not awaited: a silent source would never answer.
    iterator.return?.().catch(() => {});
  }
}
