/** Sends records 0 to count − 1 as fast as they are acknowledged, or slower, and keeps the ledger. */
import type { KafkaProducer } from "@k/producer";
import { Ledger } from "./ledger.js";
import { numberedRecord } from "./numbered-record.js";

export interface SendOptions {
  readonly count: number;
  /** At most so many unsettled at a time. */
  readonly window?: number;
  /** Spreads the records over time, so that faults have something to hit. */
  readonly perSecond?: number;
  /** Default true. */
  readonly headers?: boolean;
}

/** Resolves when every record is settled, one way or the other. */
export async function sendNumbered(
  producer: KafkaProducer,
  topic: string,
  { count, window = 20_000, perSecond = Number.POSITIVE_INFINITY, headers = true }: SendOptions,
): Promise<Ledger> {
  const ledger = new Ledger(count);
  const startedAt = performance.now();
  let unsettled = 0;
  let wake: (() => void) | undefined;
  const settled = (): void => {
    unsettled--;
    wake?.();
  };

  for (let n = 0; n < count; n++) {
    unsettled++;
    producer
      .send(numberedRecord(topic, n, { headers }))
      .then(
        (metadata) => ledger.acknowledge(n, metadata),
        (error: unknown) => ledger.fail(n, error),
      )
      .finally(settled);
    if (n % 100 === 99) {
      const aheadMs = (n * 1000) / perSecond - (performance.now() - startedAt);
      if (aheadMs > 1) await new Promise((resolve) => setTimeout(resolve, aheadMs));
    }
    while (unsettled >= window) await changed();
  }
  while (unsettled > 0) await changed();
  return ledger;

  function changed(): Promise<void> {
    return new Promise((resolve) => {
      wake = resolve;
    });
  }
}
