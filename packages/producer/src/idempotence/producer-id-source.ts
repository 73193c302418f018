/** Gets a producer id from the cluster, for producers without transactions. One request at a time; retries by itself. */
import { exponentialBackoff, type KafkaClient } from "@k/client";
import { BrokerError, ErrorCode, InitProducerId, type KafkaError } from "@k/protocol";
import type { Clock } from "../clock.js";
import { asKafkaError, isUnreadableAnswer } from "../errors.js";
import type { ProducerIdentity } from "./partition-sequence.js";

/** The coordinator ignores the timeout of a producer without transactions; Java sends the largest there is. */
const NO_TRANSACTION_TIMEOUT_MS = 2 ** 31 - 1;

export class ProducerIdSource {
  readonly #client: Pick<KafkaClient, "send">;
  readonly #clock: Clock;
  readonly #random: () => number;
  readonly #backoffMs: (attempt: number, random: () => number) => number;
  readonly #granted: () => void;
  readonly #refused: (error: KafkaError) => void;
  #identity: ProducerIdentity | undefined;
  #asking = false;
  #failures = 0;
  #timer: unknown;
  #closed = false;

  constructor(parts: {
    client: Pick<KafkaClient, "send">;
    clock: Clock;
    random: () => number;
    retryBackoffMs: number;
    retryBackoffMaxMs: number;
    /** A new id is there. */
    granted: () => void;
    /** The cluster will never give one. */
    refused: (error: KafkaError) => void;
  }) {
    this.#client = parts.client;
    this.#clock = parts.clock;
    this.#random = parts.random;
    this.#backoffMs = exponentialBackoff({
      initialMs: parts.retryBackoffMs,
      maxMs: parts.retryBackoffMaxMs,
      jitter: 0.2,
    });
    this.#granted = parts.granted;
    this.#refused = parts.refused;
  }

  get identity(): ProducerIdentity | undefined {
    return this.#identity;
  }

  /** Asks for an id that no batch has been numbered under, unless that is under way. */
  ask(): void {
    if (this.#asking || this.#closed) return;
    this.#asking = true;
    this.#client
      .send(InitProducerId, { transactionalId: null, transactionTimeoutMs: NO_TRANSACTION_TIMEOUT_MS }, { to: "any" })
      .then(
        (response) => {
          if (response.errorCode !== ErrorCode.NONE)
            this.#failed(new BrokerError(response.errorCode, "InitProducerId"));
          else {
            this.#asking = false;
            this.#failures = 0;
            this.#identity = { producerId: response.producerId, producerEpoch: response.producerEpoch };
            this.#granted();
          }
        },
        (error: unknown) => this.#failed(error),
      );
  }

  close(): void {
    this.#closed = true;
    if (this.#timer !== undefined) this.#clock.clearTimer(this.#timer);
  }

  #failed(error: unknown): void {
    if (this.#closed) return;
    const reason = asKafkaError(error, "InitProducerId");
    if (!isRetriable(reason)) {
      this.#asking = false;
      this.#refused(reason);
      return;
    }
    this.#failures += 1;
    this.#timer = this.#clock.setTimer(
      () => {
        this.#timer = undefined;
        this.#asking = false;
        this.ask();
      },
      this.#backoffMs(this.#failures, this.#random),
    );
  }
}

/** Nothing is lost by asking again; only what will be refused for ever is not asked again. */
function isRetriable(error: KafkaError): boolean {
  if (error instanceof BrokerError && error.errorCode === ErrorCode.UNKNOWN_SERVER_ERROR) return true;
  return error.retriable || isUnreadableAnswer(error);
}
