/** What the sender tells whoever counts: per batch and per request, never per record. */
import type { ProducerBatch } from "../accumulator/index.js";

/** A Produce request on its way, from its sending to its end. */
export interface SentRequest {
  readonly nodeId: number;
  readonly batches: readonly ProducerBatch[];
  readonly bytes: number;
  readonly sentAtMs: number;
}

export interface SenderObserver {
  requestSent(request: SentRequest): void;
  responseReceived(request: SentRequest, throttleTimeMs: number, nowMs: number): void;
  requestFailed(request: SentRequest, error: unknown, nowMs: number): void;
  /** Every future of the batch was fulfilled, or, with an error, rejected. */
  batchSettled(batch: ProducerBatch, baseOffset: bigint, error: Error | null, nowMs: number): void;
  batchRetried(batch: ProducerBatch, error: unknown, backoffMs: number): void;
  batchSplit(batch: ProducerBatch, pieceCount: number): void;
}
