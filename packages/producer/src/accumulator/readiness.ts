/** When the first batch of a partition may be sent. Pure: of the batch, its queue and now. */

export interface ReadinessOfBatch {
  /** Monotonic ms of the first append. */
  readonly createdMs: number;
  /** Produce requests that carried it. */
  readonly attempts: number;
  /** Monotonic ms until which a failed batch rests; 0: it need not. */
  readonly retryAtMs: number;
  readonly isFull: boolean;
}

/**
 * Milliseconds until the batch may be sent; 0 or less: now.
 * @param othersWait whether more batches are queued behind it
 * @param lingerMs 0 when a flush, a close, a commit or senders waiting for memory hurry it
 */
export function waitBeforeSendingMs(
  batch: ReadinessOfBatch,
  othersWait: boolean,
  lingerMs: number,
  nowMs: number,
): number {
  if (batch.attempts > 0 || batch.retryAtMs > 0) return batch.retryAtMs - nowMs;
  if (othersWait || batch.isFull || lingerMs === 0) return 0;
  return batch.createdMs + lingerMs - nowMs;
}
