/**
 * Sums, counts and maxima over the last few windows of time, and over all time. One is behind several metrics: the
 * average, the rate and the maximum of the same thing are read from the same numbers.
 *
 * Windows begin with the first value after the end of the one before, as in Java; nothing runs between values.
 */
export class SampledWindow {
  readonly #windowMs: number;
  readonly #samples: readonly Sample[];
  #index = 0;
  #current: Sample;
  /** Of all values ever. */
  total = 0;
  /** How many values there ever were. */
  totalCount = 0;

  constructor(options: { numSamples: number; windowMs: number; nowMs: number }) {
    this.#windowMs = options.windowMs;
    // Only the current window has begun. Unused ones hold nothing, and their age must not count for a rate.
    this.#samples = Array.from({ length: options.numSamples }, () => ({ ...EMPTY }));
    this.#current = this.#samples[0]!;
    this.#current.startMs = options.nowMs;
  }

  record(value: number, nowMs: number): void {
    let sample = this.#current;
    if (nowMs - sample.startMs >= this.#windowMs) sample = this.#advance(nowMs);
    sample.sum += value;
    sample.count++;
    if (value > sample.max) sample.max = value;
    this.total += value;
    this.totalCount++;
  }

  /** What the windows that have not expired hold together. */
  read(nowMs: number): WindowReading {
    const numSamples = this.#samples.length;
    let sum = 0;
    let count = 0;
    let max = Number.NEGATIVE_INFINITY;
    let oldestMs = nowMs;
    for (const sample of this.#samples) {
      if (nowMs - sample.startMs >= numSamples * this.#windowMs) continue;
      sum += sample.sum;
      count += sample.count;
      max = Math.max(max, sample.max);
      oldestMs = Math.min(oldestMs, sample.startMs);
    }
    // All but one window count as full, or the first values after a pause would make enormous rates.
    const elapsedMs = nowMs - oldestMs;
    const missing = Math.max(0, numSamples - 1 - Math.floor(elapsedMs / this.#windowMs));
    return { sum, count, max, elapsedMs: elapsedMs + missing * this.#windowMs };
  }

  #advance(nowMs: number): Sample {
    this.#index = (this.#index + 1) % this.#samples.length;
    this.#current = this.#samples[this.#index]!;
    Object.assign(this.#current, EMPTY, { startMs: nowMs });
    return this.#current;
  }
}

export interface WindowReading {
  readonly sum: number;
  readonly count: number;
  /** -Infinity when there were no values. */
  readonly max: number;
  /** Since the oldest window began. 0 only with a single window that has just begun. */
  readonly elapsedMs: number;
}

interface Sample {
  startMs: number;
  sum: number;
  count: number;
  max: number;
}

const EMPTY: Readonly<Sample> = {
  startMs: Number.NEGATIVE_INFINITY,
  sum: 0,
  count: 0,
  max: Number.NEGATIVE_INFINITY,
};
