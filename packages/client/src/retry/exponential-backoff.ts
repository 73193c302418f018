/** How long to wait before the next try. Pure: the caller brings the attempt number and the randomness. */

export interface BackoffOptions {
  readonly initialMs: number;
  readonly maxMs: number;
  /** Part of the wait that is random, to both sides: 0.2 is ±20 %. */
  readonly jitter?: number;
}

/** `attempt` counts failures so far and starts at 1; `random` returns [0, 1). */
export type Backoff = (attempt: number, random: () => number) => number;

// KIP-580: min(initial * 2^(failures - 1), max), ±20 % jitter.
export function exponentialBackoff({ initialMs, maxMs, jitter = 0.2 }: BackoffOptions): Backoff {
  // A maximum below the initial wait would make later waits shorter than the first.
  const ceilingMs = Math.max(initialMs, maxMs);
  return (attempt, random) => {
    const waitMs = Math.min(initialMs * 2 ** Math.max(0, attempt - 1), ceilingMs);
    return waitMs * (1 + jitter * (2 * random() - 1));
  };
}
