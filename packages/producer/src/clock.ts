/** Time, as the producer needs it. The only file that reads the real clock; tests and simulations pass their own. */

export interface Clock {
  /** Monotonic milliseconds: for every duration and deadline. */
  now(): number;
  /** Milliseconds since the epoch: the timestamp of records that bring none. */
  wallTime(): number;
  setTimer(callback: () => void, delayMs: number): unknown;
  clearTimer(timer: unknown): void;
  /** Runs `callback` once the code that is running now, and the promise reactions it leads to, are through. */
  defer(callback: () => void): void;
}

// setTimeout fires at once, with a warning, when asked for more than this.
const MAX_TIMER_MS = 2 ** 31 - 1;

export const systemClock: Clock = {
  now: () => performance.now(),
  wallTime: () => Date.now(),
  setTimer: (callback, delayMs) => setTimeout(callback, Math.min(delayMs, MAX_TIMER_MS)),
  clearTimer: (timer) => clearTimeout(timer as NodeJS.Timeout),
  // nextTick, not setImmediate: a lone awaited send leaves a quarter sooner, and all sends of the turn are still seen.
  defer: (callback) => process.nextTick(callback),
};
