/**
 * Time, as the broker sees it. Everything that waits or reads a clock takes one of these, so that a whole cluster can
 * run in virtual time.
 */
export interface Clock {
  /** Milliseconds on a clock that never goes back; only differences mean anything. */
  now(): number;
  /** Calls back once, `delayMs` from now. */
  setTimer(callback: () => void, delayMs: number): unknown;
  /** Takes a timer back; one that has already fired is no error. */
  clearTimer(timer: unknown): void;
}

/** The machine's own time. */
export const systemClock: Clock = {
  now: () => performance.now(),
  setTimer: (callback, delayMs) => setTimeout(callback, delayMs),
  clearTimer: (timer) => clearTimeout(timer as NodeJS.Timeout),
};

/** Resolves after `delayMs` on that clock. */
export function sleep(clock: Clock, delayMs: number): Promise<void> {
  return new Promise((resolve) => {
    clock.setTimer(resolve, delayMs);
  });
}
