/** How fast one broker is called again: back-off and set-up timeout grow while connections fail. */
import type { KafkaError } from "@k/protocol";
import { isFinal } from "../errors.js";
import { type Backoff, exponentialBackoff } from "../retry/index.js";

export interface PacingConfig {
  readonly random: () => number;
  readonly reconnectBackoffMs: number;
  readonly reconnectBackoffMaxMs: number;
  readonly socketConnectionSetupTimeoutMs: number;
  readonly socketConnectionSetupTimeoutMaxMs: number;
}

/**
 * What cannot go well with the same settings (wrong credentials, most of all) is tried again only when somebody asks, and
 * at this many times the largest back-off, at first and at last: enough tries in a row would lock an account.
 */
const FINAL_FACTOR = { first: 2, last: 30 };

export class ReconnectPacing {
  readonly #random: () => number;
  readonly #backoff: Backoff;
  readonly #finalBackoff: Backoff;
  readonly #setupTimeout: Backoff;
  /** Connections that failed since one last proved to be good for something. */
  #failures = 0;
  /** Of those, the ones that could only repeat themselves. */
  #finalFailures = 0;
  #attemptedAtMs = Number.NEGATIVE_INFINITY;
  #retryAtMs = Number.NEGATIVE_INFINITY;

  constructor(config: PacingConfig) {
    this.#random = config.random;
    this.#backoff = exponentialBackoff({ initialMs: config.reconnectBackoffMs, maxMs: config.reconnectBackoffMaxMs });
    this.#finalBackoff = exponentialBackoff({
      initialMs: config.reconnectBackoffMaxMs * FINAL_FACTOR.first,
      maxMs: config.reconnectBackoffMaxMs * FINAL_FACTOR.last,
    });
    this.#setupTimeout = exponentialBackoff({
      initialMs: config.socketConnectionSetupTimeoutMs,
      maxMs: config.socketConnectionSetupTimeoutMaxMs,
    });
  }

  /** Of the last connection that failed; undefined once one is ready. */
  lastError: KafkaError | undefined;

  /** When the last attempt began. */
  get attemptedAtMs(): number {
    return this.#attemptedAtMs;
  }

  /** When the next attempt may begin. */
  get retryAtMs(): number {
    return this.#retryAtMs;
  }

  /** An attempt begins: how long its set-up may take. */
  begin(now: number): number {
    this.#attemptedAtMs = now;
    return this.#setupTimeout(this.#failures + 1, this.#random);
  }

  failed(error: KafkaError, now: number): void {
    this.#failures++;
    this.lastError = error;
    this.#retryAtMs = now + this.#restMs(error);
  }

  // Not called for a connection that is merely ready: a broker that accepts one and then drops it (the wrong listener,
  // a full broker) would otherwise be called again every 50 ms for ever.
  /** A ready connection has answered something. */
  proved(): void {
    this.#failures = 0;
    this.#finalFailures = 0;
  }

  /** It is somewhere else now, where nothing has failed yet. */
  moved(): void {
    this.proved();
    this.#retryAtMs = Number.NEGATIVE_INFINITY;
  }

  #restMs(error: KafkaError): number {
    if (isFinal(error)) return this.#finalBackoff(++this.#finalFailures, this.#random);
    return this.#backoff(this.#failures, this.#random);
  }
}
