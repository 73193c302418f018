/** Counts what the producer does: metrics always, diagnostics channels only where somebody listens. */
import type { ProducerBatch } from "../accumulator/index.js";
import type { IntakeObserver } from "../intake/index.js";
import {
  batchChannel,
  type ProducerMetrics,
  requestChannel,
  retryChannel,
  splitChannel,
  transactionChannel,
} from "../metrics/index.js";
import type { SenderObserver, SentRequest } from "../sender/index.js";

export class MetricsObserver implements SenderObserver, IntakeObserver {
  readonly #metrics: ProducerMetrics;
  readonly #clientId: string;
  #requestsInFlight = 0;

  constructor(metrics: ProducerMetrics, clientId: string) {
    this.#metrics = metrics;
    this.#clientId = clientId;
  }

  /** Produce requests without an answer. */
  get requestsInFlight(): number {
    return this.#requestsInFlight;
  }

  requestSent({ nodeId, batches, bytes, sentAtMs }: SentRequest): void {
    this.#requestsInFlight += 1;
    let recordCount = 0;
    for (const batch of batches) {
      recordCount += batch.recordCount;
      this.#metrics.batchDrained(
        batch.queue.topicPartition.topic,
        batch.recordCount,
        (batch.bytes as Uint8Array).length,
        batch.maxRecordBytes,
        sentAtMs - batch.createdMs,
        batch.builder.compressionRate,
      );
    }
    this.#metrics.requestSent(nodeId, bytes, recordCount);
  }

  responseReceived(request: SentRequest, throttleTimeMs: number, nowMs: number): void {
    this.#metrics.responseReceived(request.nodeId, nowMs - request.sentAtMs, throttleTimeMs);
    this.#ended(request, null, nowMs);
  }

  requestFailed(request: SentRequest, error: unknown, nowMs: number): void {
    this.#ended(request, error instanceof Error ? error : new Error(String(error)), nowMs);
  }

  batchSettled(batch: ProducerBatch, baseOffset: bigint, error: Error | null, nowMs: number): void {
    const { topic, partition } = batch.queue.topicPartition;
    if (error !== null) this.#metrics.recordsFailed(topic, batch.recordCount);
    if (!batchChannel.hasSubscribers) return;
    batchChannel.publish({
      clientId: this.#clientId,
      topic,
      partition,
      recordCount: batch.recordCount,
      bytes: batch.bytes?.length ?? batch.builder.sizeInBytes,
      baseOffset,
      attempts: batch.attempts,
      ageMs: nowMs - batch.createdMs,
      error,
    });
  }

  batchRetried(batch: ProducerBatch, error: unknown, backoffMs: number): void {
    const { topic, partition } = batch.queue.topicPartition;
    this.#metrics.recordsRetried(topic, batch.recordCount);
    if (!retryChannel.hasSubscribers) return;
    retryChannel.publish({
      clientId: this.#clientId,
      topic,
      partition,
      recordCount: batch.recordCount,
      attempts: batch.attempts,
      backoffMs,
      error: error instanceof Error ? error : new Error(String(error)),
    });
  }

  batchSplit(batch: ProducerBatch, pieceCount: number): void {
    this.#metrics.batchSplit();
    if (!splitChannel.hasSubscribers) return;
    const { topic, partition } = batch.queue.topicPartition;
    splitChannel.publish({
      clientId: this.#clientId,
      topic,
      partition,
      recordCount: batch.recordCount,
      bytes: (batch.bytes as Uint8Array).length,
      batchCount: pieceCount,
    });
  }

  waitedForMemory(waitedMs: number): void {
    this.#metrics.bufferWait(waitedMs);
  }

  memoryExhausted(): void {
    this.#metrics.bufferExhausted();
  }

  waitedForMetadata(waitedMs: number): void {
    this.#metrics.metadataWait(waitedMs);
  }

  /** A transaction entered another state. */
  transactionMoved(transactionalId: string, state: string, error: Error | null): void {
    if (transactionChannel.hasSubscribers) {
      transactionChannel.publish({ clientId: this.#clientId, transactionalId, state, error });
    }
  }

  #ended({ nodeId, batches, bytes, sentAtMs }: SentRequest, error: Error | null, nowMs: number): void {
    this.#requestsInFlight -= 1;
    if (!requestChannel.hasSubscribers) return;
    requestChannel.publish({
      clientId: this.#clientId,
      nodeId,
      bytes,
      batchCount: batches.length,
      recordCount: batches.reduce((count, batch) => count + batch.recordCount, 0),
      latencyMs: nowMs - sentAtMs,
      error,
    });
  }
}
