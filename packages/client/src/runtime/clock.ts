/** Time as the rest of the package sees it; a simulation passes in its own. */
export interface Clock {
  /** Monotonic milliseconds; only differences mean something. */
  now(): number;
  setTimer(callback: () => void, delayMs: number): unknown;
  clearTimer(timer: unknown): void;
}
