/**
 * Sums, counts and maxima over the last few windows of time, and over all time. One is behind several metrics: the
 * average, the rate and the maximum of the same thing are read from the same numbers.
 *
 * A window begins with the first value after the end of the one before, and it counts until its last value is too
 * old, so that a rate does not drop at every turn of a window: both as in Java from 3.8 on. Nothing runs in between.
 */
export class SampledWindow {
  readonly #windowMs: number;
  readonly #numSamples: number;
  readonly #samples: readonly Sample[];
  #index = 0;
  #current: Sample;
  /** Of all values ever. */
  total = 0;
  /** How many values there ever were. */
  totalCount = 0;

  constructor(options: { numSamples: number; windowMs: number; nowMs: number }) {
    this.#windowMs = options.windowMs;
    this.#numSamples = options.numSamples;
    // One more than asked for: the oldest one overlaps the time that is looked at.
    this.#samples = Array.from({ length: options.numSamples + 1 }, () => ({ ...EXPIRED }));
    this.#current = this.#samples[0]!;
    begin(this.#current, options.nowMs);
  }

  record(value: number, nowMs: number): void {
    let sample = this.#current;
    if (nowMs - sample.startMs >= this.#windowMs) sample = this.#advance(nowMs);
    sample.lastMs = nowMs;
    sample.sum += value;
    sample.count++;
    if (value > sample.max) sample.max = value;
    this.total += value;
    this.totalCount++;
  }

  /** What the windows that have not expired hold together. Reading changes nothing. */
  read(nowMs: number): WindowReading {
    const expiryMs = this.#numSamples * this.#windowMs;
    let sum = 0;
    let count = 0;
    let max = Number.NEGATIVE_INFINITY;
    let oldestMs = nowMs;
    for (const sample of this.#samples) {
      if (nowMs - sample.lastMs >= expiryMs) continue;
      sum += sample.sum;
      count += sample.count;
      max = Math.max(max, sample.max);
      oldestMs = Math.min(oldestMs, sample.startMs);
    }
    // All but one window count as full, or the first values after a pause would make enormous rates.
    const elapsedMs = nowMs - oldestMs;
    const missing = Math.max(0, this.#numSamples - 1 - Math.floor(elapsedMs / this.#windowMs));
    return { sum, count, max, elapsedMs: Math.max(1, elapsedMs + missing * this.#windowMs) };
  }

  #advance(nowMs: number): Sample {
    this.#index = (this.#index + 1) % this.#samples.length;
    this.#current = this.#samples[this.#index]!;
    begin(this.#current, nowMs);
    return this.#current;
  }
}

export interface WindowReading {
  readonly sum: number;
  readonly count: number;
  /** -Infinity when there were no values. */
  readonly max: number;
  /** Since the oldest window began; at least 1. */
  readonly elapsedMs: number;
}

interface Sample {
  startMs: number;
  /** Of its last value. */
  lastMs: number;
  sum: number;
  count: number;
  max: number;
}

const EXPIRED: Readonly<Sample> = {
  startMs: Number.NEGATIVE_INFINITY,
  lastMs: Number.NEGATIVE_INFINITY,
  sum: 0,
  count: 0,
  max: Number.NEGATIVE_INFINITY,
};

function begin(sample: Sample, nowMs: number): void {
  sample.startMs = nowMs;
  sample.lastMs = nowMs;
  sample.sum = 0;
  sample.count = 0;
  sample.max = Number.NEGATIVE_INFINITY;
}
