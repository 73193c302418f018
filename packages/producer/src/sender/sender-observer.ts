/** What the sender tells whoever counts: per batch and per request, never per record. */
import type { ProducerBatch } from "../accumulator/index.js";

export interface SenderObserver {
  requestSent(nodeId: number, batches: readonly ProducerBatch[], bytes: number, nowMs: number): void;
  responseReceived(nodeId: number, latencyMs: number, throttleTimeMs: number): void;
  requestFailed(nodeId: number, error: unknown): void;
  batchAcknowledged(batch: ProducerBatch): void;
  batchRetried(batch: ProducerBatch): void;
  batchSplit(batch: ProducerBatch): void;
  batchFailed(batch: ProducerBatch, error: Error): void;
}
