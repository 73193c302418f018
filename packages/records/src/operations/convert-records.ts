/** Converts records between magics, up and down, as brokers did for old clients and old logs. */

import type { Batch, ReadOptions } from "../batch.js";
import type { CompressionType } from "../compression/index.js";
import { estimateSizeInBytes } from "../estimate-size.js";
import { MessageSetBuilder } from "../legacy/index.js";
import type { Magic } from "../magic.js";
import { readBatches } from "../read-batches.js";
import type { KafkaRecord } from "../record.js";
import { RecordBatchBuilder } from "../v2/index.js";

export interface ConvertOptions extends ReadOptions {
  readonly magic: Magic;
  /** By default each batch's own; zstd, which magic 0 and 1 do not know, becomes gzip there. */
  readonly compression?: CompressionType;
  /** Uncompressed messages of magic 0 and 1 are gathered into batches of about this size; by default 16 KiB. */
  readonly batchSizeBytes?: number;
}

const DEFAULT_BATCH_SIZE_BYTES = 16_384;

/**
 * The same records in another magic, at the same offsets. Batches that have it already are copied as they are.
 *
 * Up, records that had no timestamp get -1. Down, there is no place for headers, producer state and (magic 0)
 * timestamps: they are lost, and control batches are left out.
 */
export function convertRecords(bytes: Uint8Array, options: ConvertOptions): Uint8Array {
  const parts: Uint8Array[] = [];
  const gathered = new Gathered(options, parts);
  for (const batch of readBatches(bytes, options)) {
    if (isSingleMessage(batch) && batch.magic !== options.magic) {
      gathered.add(batch);
      continue;
    }
    gathered.flush();
    if (batch.magic === options.magic) parts.push(batch.bytes);
    else if (!batch.isControl) parts.push(build([...batch.records()], batch, options));
  }
  gathered.flush();
  return Buffer.concat(parts);
}

function isSingleMessage(batch: Batch): boolean {
  return batch.magic !== 2 && batch.compression === "none";
}

/** Single messages in a row that can share a batch: stamped alike, and not too large together. */
class Gathered {
  readonly #options: ConvertOptions;
  readonly #parts: Uint8Array[];
  #records: KafkaRecord[] = [];
  #first: Batch | undefined;
  #sizeInBytes = 0;

  constructor(options: ConvertOptions, parts: Uint8Array[]) {
    this.#options = options;
    this.#parts = parts;
  }

  add(message: Batch): void {
    const limit = this.#options.batchSizeBytes ?? DEFAULT_BATCH_SIZE_BYTES;
    if (
      this.#first !== undefined &&
      (this.#sizeInBytes + message.sizeInBytes > limit || !canShare(this.#first, message))
    ) {
      this.flush();
    }
    this.#first ??= message;
    this.#records.push(...message.records());
    this.#sizeInBytes += message.sizeInBytes;
  }

  flush(): void {
    if (this.#first !== undefined) this.#parts.push(build(this.#records, this.#first, this.#options));
    this.#records = [];
    this.#first = undefined;
    this.#sizeInBytes = 0;
  }
}

function canShare(first: Batch, next: Batch): boolean {
  return (
    first.timestampType === next.timestampType &&
    (first.timestampType !== "LogAppendTime" || first.maxTimestampMs === next.maxTimestampMs) &&
    next.lastOffset - first.baseOffset < 0x80000000n
  );
}

/** One batch of these records, with what `source` says about all of them. */
function build(records: readonly KafkaRecord[], source: Batch, options: ConvertOptions): Uint8Array {
  const { magic } = options;
  const headersOf = (record: KafkaRecord) => (magic === 2 ? record.headers : []);
  const baseOffset = records[0]?.offset ?? source.baseOffset;
  const compression = options.compression ?? source.compression;
  const shared = {
    sizeLimitBytes: records.reduce(
      (size, record) => size + estimateSizeInBytes(magic, record.key, record.value, headersOf(record)),
      1,
    ),
    compression: compression === "zstd" && magic !== 2 ? ("gzip" as const) : compression,
    baseOffset,
    ...(source.timestampType === "LogAppendTime" ? { logAppendTimeMs: source.maxTimestampMs } : {}),
  };
  const builder = magic === 2 ? new RecordBatchBuilder(shared) : new MessageSetBuilder({ magic, ...shared });
  for (const record of records) {
    builder.appendAt(
      Number(record.offset - baseOffset),
      record.timestampMs,
      record.key,
      record.value,
      headersOf(record),
    );
  }
  return builder.close();
}
