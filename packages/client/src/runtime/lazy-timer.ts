import type { Clock } from "./clock.js";

/**
 * One timer for many deadlines. Arming it for a later moment than it is set to costs nothing; its owner
 * looks at its deadlines when it fires and arms it again. That is how thousands of requests share one timer.
 */
export class LazyTimer {
  readonly #clock: Clock;
  readonly #onDue: (latenessMs: number) => void;
  #timer: unknown;
  #dueMs = Number.POSITIVE_INFINITY;

  /** `latenessMs` says by how much the timer fired too late, as it does when the event loop was blocked. */
  constructor(clock: Clock, onDue: (latenessMs: number) => void) {
    this.#clock = clock;
    this.#onDue = onDue;
  }

  /** Fires at `dueMs` or, if it was armed for an earlier moment already, then. */
  armAt(dueMs: number): void {
    if (dueMs >= this.#dueMs) return;
    if (this.#timer !== undefined) this.#clock.clearTimer(this.#timer);
    this.#dueMs = dueMs;
    this.#timer = this.#clock.setTimer(() => this.#fire(), Math.max(0, dueMs - this.#clock.now()));
  }

  cancel(): void {
    if (this.#timer !== undefined) this.#clock.clearTimer(this.#timer);
    this.#timer = undefined;
    this.#dueMs = Number.POSITIVE_INFINITY;
  }

  #fire(): void {
    const now = this.#clock.now();
    const dueMs = this.#dueMs;
    this.#timer = undefined;
    this.#dueMs = Number.POSITIVE_INFINITY;
    // Timers may fire a fraction of a millisecond early; deadlines compare against the clock, so wait for the rest.
    if (now < dueMs) this.armAt(dueMs);
    else this.#onDue(now - dueMs);
  }
}
