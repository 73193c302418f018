import type { Logger } from "@k/client";
import { deliveryOf } from "../errors.js";
import type { FutureRecordMetadata, ProducerRecord, RecordMetadata } from "../record/index.js";
import type { Acknowledgement, ProducerInterceptor } from "./producer-interceptor.js";

/** Runs the configured interceptors in their order and keeps their failures to itself and the log. */
export class ProducerInterceptors<K, V> {
  readonly #all: readonly ProducerInterceptor<K, V>[];
  readonly #sending: readonly Sending<K, V>[];
  readonly #acknowledging: readonly Acknowledging[];
  readonly #logger: Logger;

  constructor(interceptors: readonly ProducerInterceptor<K, V>[], logger: Logger) {
    this.#all = interceptors;
    this.#sending = interceptors.filter(
      (interceptor): interceptor is Sending<K, V> => interceptor.onSend !== undefined,
    );
    this.#acknowledging = interceptors.filter(
      (interceptor): interceptor is ProducerInterceptor<K, V> & Acknowledging =>
        interceptor.onAcknowledgement !== undefined,
    );
    this.#logger = logger;
  }

  /** False when `onSend` would return its argument: the send path then need not call it. */
  get interceptsSend(): boolean {
    return this.#sending.length > 0;
  }

  /** False when nobody listens: then no acknowledgement need be made. */
  get interceptsAcknowledgement(): boolean {
    return this.#acknowledging.length > 0;
  }

  /** Sends a record with all hooks around it. Acknowledgements come before whatever the caller does with the future. */
  around(
    record: ProducerRecord<K, V>,
    send: (record: ProducerRecord<K, V>) => FutureRecordMetadata,
  ): FutureRecordMetadata {
    // Not a record at all: `send` says so, in the future that it returns.
    if (!isRecord<K, V>(record)) return send(record);
    const intercepted = this.onSend(record);
    const future = send(intercepted);
    if (!this.interceptsAcknowledgement) return future;
    future.then(
      (metadata) =>
        this.onAcknowledgement({ topic: metadata.topic, partition: metadata.partition, metadata, error: null }),
      (error: Error) => {
        const partition = deliveryOf(error)?.partition ?? intercepted.partition ?? -1;
        this.onAcknowledgement({ topic: intercepted.topic, partition, metadata: null, error });
      },
    );
    return future;
  }

  /** Results in order, or, once all are settled, the first failure. */
  aroundAll(
    records: readonly ProducerRecord<K, V>[],
    send: (record: ProducerRecord<K, V>) => FutureRecordMetadata,
  ): Promise<RecordMetadata[]> {
    const futures = records.map((record) => this.around(record, send));
    const results = Promise.allSettled(futures).then(() => Promise.all(futures));
    // It may be ignored, as a single send may.
    results.catch(() => {});
    return results;
  }

  onSend(record: ProducerRecord<K, V>): ProducerRecord<K, V> {
    let current = record;
    for (const interceptor of this.#sending) {
      try {
        const next: unknown = interceptor.onSend(current);
        if (isRecord<K, V>(next)) current = next;
        else this.#warn(interceptor, "onSend", current.topic, "it did not return a record");
      } catch (error) {
        this.#warn(interceptor, "onSend", current.topic, error);
      }
    }
    return current;
  }

  onAcknowledgement(acknowledgement: Acknowledgement): void {
    for (const interceptor of this.#acknowledging) {
      try {
        interceptor.onAcknowledgement(acknowledgement);
      } catch (error) {
        this.#warn(interceptor, "onAcknowledgement", acknowledgement.topic, error);
      }
    }
  }

  /** Closes every interceptor, also after one has failed to. */
  async close(): Promise<void> {
    for (const interceptor of this.#all) {
      try {
        await interceptor.close?.();
      } catch (error) {
        this.#warn(interceptor, "close", "", error);
      }
    }
  }

  #warn(interceptor: object, hook: string, topic: string, error: unknown): void {
    const reason = error instanceof Error ? error.message : String(error);
    const name = interceptor.constructor?.name ?? "without a class";
    this.#logger.warn(
      `interceptor ${name}.${hook} failed${topic === "" ? "" : ` for a record to ${topic}`}: ${reason}`,
    );
  }
}

type Sending<K, V> = ProducerInterceptor<K, V> & Required<Pick<ProducerInterceptor<K, V>, "onSend">>;
type Acknowledging = Required<Pick<ProducerInterceptor, "onAcknowledgement">>;

function isRecord<K, V>(value: unknown): value is ProducerRecord<K, V> {
  return typeof value === "object" && value !== null && "topic" in value && typeof value.topic === "string";
}
