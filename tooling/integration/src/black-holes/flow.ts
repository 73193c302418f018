/** A steady flow of numbered records, of which it is known how long each took and in which partition it went. */
import type { KafkaProducer } from "@k/producer";
import { Ledger, numberedRecord } from "../numbered/index.js";

const capacity = 100_000;

export interface Settled {
  readonly partition: number;
  readonly sentAtMs: number;
  readonly tookMs: number;
  readonly error?: string;
}

export class Flow {
  readonly ledger = new Ledger(capacity);
  readonly settled: Settled[] = [];
  readonly #producer: KafkaProducer;
  readonly #topic: string;
  readonly #partitions: number;
  #timer: ReturnType<typeof setInterval> | undefined;
  #sends: Promise<void>[] = [];
  #n = 0;

  constructor(producer: KafkaProducer, topic: string, partitions: number) {
    this.#producer = producer;
    this.#topic = topic;
    this.#partitions = partitions;
  }

  /** One record to each partition every 10 ms. */
  start(): void {
    this.#timer = setInterval(() => this.sendOne(), 10);
  }

  /** One record to each partition. */
  sendOne(): void {
    for (let partition = 0; partition < this.#partitions && this.#n < capacity; partition++) this.#send(partition);
  }

  /** No more sends; resolves when all are settled. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await Promise.all(this.#sends);
    this.#sends = [];
  }

  get sent(): number {
    return this.#n;
  }

  /** Of the records that were sent from `fromMs` on and before `toMs`, to these partitions. */
  between(fromMs: number, toMs: number, partitions: readonly number[]): Settled[] {
    return this.settled.filter(
      ({ sentAtMs, partition }) => sentAtMs >= fromMs && sentAtMs < toMs && partitions.includes(partition),
    );
  }

  /** When the first record of these partitions was acknowledged after this moment. */
  firstAcknowledgementAfter(atMs: number, partitions: readonly number[]): number {
    const moments = this.settled
      .filter(({ error, partition }) => error === undefined && partitions.includes(partition))
      .map(({ sentAtMs, tookMs }) => sentAtMs + tookMs)
      .filter((moment) => moment > atMs);
    return Math.min(...moments);
  }

  #send(partition: number): void {
    const n = this.#n++;
    const sentAtMs = performance.now();
    const done = (error?: unknown): void => {
      const tookMs = performance.now() - sentAtMs;
      this.settled.push({ partition, sentAtMs, tookMs, ...(error instanceof Error ? { error: error.name } : {}) });
    };
    const sending = this.#producer.send({ ...numberedRecord(this.#topic, n), partition }).then(
      (metadata) => {
        this.ledger.acknowledge(n, metadata);
        done();
      },
      (error: unknown) => {
        this.ledger.fail(n, error);
        done(error);
      },
    );
    this.#sends.push(sending);
  }
}

export function percentile(of: readonly Settled[], share: number): number {
  const sorted = of.map(({ tookMs }) => tookMs).sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
