/** Splits a batch that a broker found too large into smaller ones. */

import type { Batch } from "../batch.js";
import type { CompressionType } from "../compression/index.js";
import { MessageSetBuilder } from "../legacy/index.js";
import type { KafkaRecord } from "../record.js";
import { RecordBatchBuilder } from "../v2/index.js";

export interface SplitBatchOptions {
  /** Each part is at most this long before compression, except for a record that is longer alone. */
  readonly sizeLimitBytes: number;
  /** By default the batch's own. */
  readonly compression?: CompressionType;
  readonly compressionLevel?: number;
}

/**
 * The records of `batch` in batches of at most `sizeLimitBytes`, in order. Offsets, timestamps, transactional bit and
 * leader epoch stay; producer id and epoch too, and each part's base sequence is that of its first record, so that
 * to the broker the parts together are what the batch was.
 */
export function splitBatch(batch: Batch, options: SplitBatchOptions): Uint8Array[] {
  const parts: Uint8Array[] = [];
  let part: Part | undefined;
  for (const record of batch.records()) {
    if (part === undefined || !part.take(record)) {
      if (part !== undefined) parts.push(part.close());
      part = new Part(batch, record, options);
      part.take(record); // the first record is always taken
    }
  }
  if (part !== undefined) parts.push(part.close());
  return parts;
}

/** A builder and the absolute offset that its relative ones count from. */
class Part {
  readonly #baseOffset: bigint;
  readonly #builder: RecordBatchBuilder | MessageSetBuilder;

  constructor(batch: Batch, first: KafkaRecord, options: SplitBatchOptions) {
    this.#baseOffset = first.offset;
    const shared = {
      sizeLimitBytes: options.sizeLimitBytes,
      compression: options.compression ?? batch.compression,
      baseOffset: first.offset,
      ...(options.compressionLevel === undefined ? {} : { compressionLevel: options.compressionLevel }),
      ...(batch.timestampType === "LogAppendTime" ? { logAppendTimeMs: batch.maxTimestampMs } : {}),
    };
    if (batch.magic !== 2) {
      this.#builder = new MessageSetBuilder({ magic: batch.magic, ...shared });
      return;
    }
    this.#builder = new RecordBatchBuilder({
      ...shared,
      transactional: batch.isTransactional,
      control: batch.isControl,
      partitionLeaderEpoch: batch.partitionLeaderEpoch,
    });
    this.#builder.setProducerState(batch.producerId, batch.producerEpoch, first.sequence);
  }

  take({ offset, timestampMs, key, value, headers }: KafkaRecord): boolean {
    return this.#builder.appendAt(Number(offset - this.#baseOffset), timestampMs, key, value, headers) !== null;
  }

  close(): Uint8Array {
    return this.#builder.close();
  }
}
