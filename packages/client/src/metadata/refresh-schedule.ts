/** Decides when metadata is asked for: one request at a time, on demand or when the picture has grown old, never within a back-off. */
import { type Backoff, exponentialBackoff } from "../retry/index.js";
import { type Clock, LazyTimer } from "../runtime/index.js";
import { nextRefreshAtMs } from "./refresh-policy.js";

export interface RefreshScheduleConfig {
  readonly clock: Clock;
  readonly random: () => number;
  readonly metadataMaxAgeMs: number;
  readonly retryBackoffMs: number;
  readonly retryBackoffMaxMs: number;
  readonly metadataRecoveryRebootstrapTriggerMs: number;
}

export class RefreshSchedule {
  readonly #config: RefreshScheduleConfig;
  readonly #backoff: Backoff;
  readonly #timer: LazyTimer;
  readonly #onDue: () => void;
  readonly #hasGaps: () => boolean;
  #wanted = false;
  #inFlight = false;
  /** Nothing is asked until somebody wants something again: the last failure was one that repeats itself. */
  #halted = false;
  #closed = false;
  #succeededAtMs = Number.NEGATIVE_INFINITY;
  #attemptedAtMs = Number.NEGATIVE_INFINITY;
  /** Since when there has been no answer although one was wanted. */
  #withoutAnswerSinceMs = Number.POSITIVE_INFINITY;
  /** Failures, and answers that brought nothing new, in a row. */
  #fruitless = 0;
  #backoffMs = 0;

  /** `onDue` must call `begin`, and `end` when the request has ended. `hasGaps`: something has never been asked about. */
  constructor(config: RefreshScheduleConfig, onDue: () => void, hasGaps: () => boolean) {
    this.#config = config;
    this.#onDue = onDue;
    this.#hasGaps = hasGaps;
    this.#backoff = exponentialBackoff({ initialMs: config.retryBackoffMs, maxMs: config.retryBackoffMaxMs });
    this.#timer = new LazyTimer(config.clock, () => this.#schedule());
  }

  /** Somebody wants a newer picture. Until the first call there is no timer. */
  want(): void {
    this.#wanted = true;
    this.wake();
  }

  /** Looks again at what there is to do: there may be a gap. */
  wake(): void {
    this.#halted = false;
    this.#schedule();
  }

  /** Whether the picture is too old to be renewed in parts. */
  get isOld(): boolean {
    return this.#config.clock.now() - this.#succeededAtMs >= this.#config.metadataMaxAgeMs;
  }

  begin(): void {
    this.#wanted = false;
    this.#inFlight = true;
    this.#timer.cancel();
    this.#withoutAnswerSinceMs = Math.min(this.#withoutAnswerSinceMs, this.#config.clock.now());
  }

  answered(): void {
    this.#succeededAtMs = this.#config.clock.now();
    this.#withoutAnswerSinceMs = Number.POSITIVE_INFINITY;
  }

  // Failures and answers without news are alike: asking again at once would bring the same.
  end(outcome: { readonly fruitful: boolean; readonly again?: boolean; readonly halt?: boolean }): void {
    this.#inFlight = false;
    this.#attemptedAtMs = this.#config.clock.now();
    this.#fruitless = outcome.fruitful ? 0 : this.#fruitless + 1;
    this.#backoffMs = outcome.fruitful ? 0 : this.#backoff(this.#fruitless, this.#config.random);
    if (outcome.again) this.#wanted = true;
    if (outcome.halt) this.#halted = true;
    this.#schedule();
  }

  /** KIP-1102: whether there has been no answer for so long that the bootstrap servers should be asked. Then it counts anew. */
  isStarving(): boolean {
    const now = this.#config.clock.now();
    if (now - this.#withoutAnswerSinceMs < this.#config.metadataRecoveryRebootstrapTriggerMs) return false;
    this.#withoutAnswerSinceMs = now;
    return true;
  }

  close(): void {
    this.#closed = true;
    this.#timer.cancel();
  }

  #schedule(): void {
    if (this.#closed || this.#inFlight || this.#halted) return;
    const state = {
      wanted: this.#wanted || this.#hasGaps(),
      succeededAtMs: this.#succeededAtMs,
      attemptedAtMs: this.#attemptedAtMs,
      backoffMs: this.#backoffMs,
    };
    const dueMs = nextRefreshAtMs(state, this.#config.metadataMaxAgeMs);
    if (dueMs <= this.#config.clock.now()) this.#onDue();
    else this.#timer.armAt(dueMs);
  }
}
