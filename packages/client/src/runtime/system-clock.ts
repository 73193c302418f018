import type { Clock } from "./clock.js";

// Node clamps longer delays to 1 ms and prints a warning.
const MAX_DELAY_MS = 2 ** 31 - 1;

/** The clock of the process: monotonic, so a corrected wall clock moves no deadline. */
export const systemClock: Clock = {
  now: () => performance.now(),
  setTimer: (callback, delayMs) => setTimeout(callback, Math.min(delayMs, MAX_DELAY_MS)),
  clearTimer: (timer) => clearTimeout(timer as NodeJS.Timeout),
};
