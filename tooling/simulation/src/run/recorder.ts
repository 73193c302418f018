/** Writes down what happens, as it happens. */
import type { KafkaProducer } from "@k/producer";
import type { SimulatedClock } from "../simulated-clock.js";
import type { Flush, Outcome, SentRecord, Transaction } from "./history.js";
import { TOPIC } from "./topic.js";

export class Recorder {
  readonly sent: SentRecord[] = [];
  readonly transactions: Transaction[] = [];
  readonly flushes: Flush[] = [];
  readonly failures: string[] = [];
  readonly events: { atMs: number; text: string }[] = [];
  readonly #clock: SimulatedClock;

  constructor(clock: SimulatedClock) {
    this.#clock = clock;
  }

  tell(text: string): void {
    this.events.push({ atMs: this.#clock.now(), text });
  }

  fail(error: unknown): void {
    this.failures.push(error instanceof Error ? `${error.name}: ${error.message}` : String(error));
  }

  /** Sends a record and remembers what becomes of it. */
  send(
    producer: KafkaProducer,
    from: Pick<SentRecord, "producer" | "transaction" | "key">,
    filler: string,
  ): SentRecord {
    const id = this.sent.length;
    const value = `${id}:${filler}`;
    const sentAtMs = this.#clock.now();
    const record: SentRecord = { id, ...from, value, sentAtMs, settledAtMs: -1, settled: 0, outcome: undefined };
    this.sent.push(record);
    const settle = (outcome: Outcome): void => {
      record.settled++;
      record.outcome = outcome;
      record.settledAtMs = this.#clock.now();
      if (outcome.kind === "failed") this.tell(`record ${id} failed: ${outcome.message}`);
    };
    producer.send({ topic: TOPIC, key: record.key, value }).then(
      ({ partition, offset }) => settle({ kind: "acknowledged", partition, offset: Number(offset) }),
      (error: unknown) => settle(failed(error)),
    );
    return record;
  }

  async flush(producer: KafkaProducer, index: number): Promise<void> {
    const beforeId = this.sent.length;
    await producer.flush();
    const unsettled = this.sent.filter(
      (record) => record.producer === index && record.id < beforeId && record.outcome === undefined,
    );
    this.flushes.push({ producer: index, beforeId, unsettled: unsettled.map(({ id }) => id) });
  }
}

function failed(error: unknown): Outcome {
  // By its shape, as a user's log would see it: the simulation also runs producers of another build.
  const { code = "?", message, delivery } = error as Error & { code?: string; delivery?: { persistence?: never } };
  return { kind: "failed", code, message, persistence: delivery?.persistence };
}
