/**
 * Guesses how well a topic's records compress, so that a batch may take in more than `batchSize` of uncompressed bytes.
 * Falls slowly and rises fast: a batch that turns out too large costs a split. (Kafka: CompressionRatioEstimator.)
 */
const IMPROVING_STEP = 0.005;
const DETERIORATING_STEP = 0.05;
const SAFETY_FACTOR = 1.05;
/** Below this a batch would take in so many records that a single bad guess splits it many times. */
const MIN_RATIO = 0.1;

export class CompressionRatio {
  #estimate = 1;

  get estimate(): number {
    return this.#estimate;
  }

  observe(ratio: number): void {
    this.#estimate =
      ratio > this.#estimate
        ? Math.max(this.#estimate + DETERIORATING_STEP, ratio)
        : Math.max(this.#estimate - IMPROVING_STEP, ratio, MIN_RATIO);
  }

  /** After a broker found a batch too large: trust nothing better than what was just seen. */
  reset(observedRatio: number): void {
    this.#estimate = Math.max(1, observedRatio);
  }

  /** Uncompressed bytes that a batch may hold so that it likely compresses to `batchSizeBytes`. */
  uncompressedLimitBytes(batchSizeBytes: number): number {
    return Math.max(batchSizeBytes, Math.floor(batchSizeBytes / Math.min(1, this.#estimate * SAFETY_FACTOR)));
  }
}
