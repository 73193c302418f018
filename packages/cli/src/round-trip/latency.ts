/** How long records took from `send` to their answer. */

import { createHistogram } from "node:perf_hooks";

/** A histogram with three significant digits: memory and accuracy do not depend on how many are recorded. */
export class Latency {
  readonly #histogram = createHistogram({ lowest: 1, highest: HIGHEST_US, figures: 3 });

  record(ms: number): void {
    // Whole microseconds, at least 1: a histogram knows no 0.
    this.#histogram.record(Math.min(Math.max(Math.round(ms * 1000), 1), HIGHEST_US));
  }

  get maxMs(): number {
    return this.#histogram.max / 1000;
  }

  /** @param percentile 0 to 100 */
  percentileMs(percentile: number): number {
    return this.#histogram.percentile(percentile) / 1000;
  }
}

// An hour.
const HIGHEST_US = 3_600_000_000;
