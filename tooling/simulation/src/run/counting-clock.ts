/** A producer's view of the simulated clock: knows which timers are its own. */
import type { Clock } from "@k/producer";

export class CountingClock implements Clock {
  readonly #clock: Clock;
  readonly #timers = new Set<unknown>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Timers that are set and have not fired. */
  get pending(): number {
    return this.#timers.size;
  }

  now(): number {
    return this.#clock.now();
  }

  wallTime(): number {
    return this.#clock.wallTime();
  }

  defer(callback: () => void): void {
    this.#clock.defer(callback);
  }

  setTimer(callback: () => void, delayMs: number): unknown {
    const timer = this.#clock.setTimer(() => {
      this.#timers.delete(timer);
      callback();
    }, delayMs);
    this.#timers.add(timer);
    return timer;
  }

  clearTimer(timer: unknown): void {
    this.#timers.delete(timer);
    this.#clock.clearTimer(timer);
  }
}
