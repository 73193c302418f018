/** The builder for a magic: what a producer asks for once it knows the broker. */

import type { CompressionType } from "./compression/index.js";
import { MessageSetBuilder } from "./legacy/index.js";
import type { Magic } from "./magic.js";
import type { RecordsBuilder } from "./records-builder.js";
import { RecordBatchBuilder } from "./v2/index.js";

export interface RecordsBuilderOptions {
  readonly magic: Magic;
  /** The records are at most this long before compression, except for a first record that is longer alone. */
  readonly sizeLimitBytes: number;
  /** Storage to build in, such as one of a pool; by default `sizeLimitBytes` are allocated. */
  readonly buffer?: Uint8Array;
  readonly compression?: CompressionType;
  /** In the codec's own terms; by default the codec's default. */
  readonly compressionLevel?: number;
  /** Marks the batch as part of a transaction; magic 2 only. */
  readonly transactional?: boolean;
  readonly baseOffset?: bigint;
}

export function createRecordsBuilder(options: RecordsBuilderOptions): RecordsBuilder {
  const { magic, ...rest } = options;
  return magic === 2 ? new RecordBatchBuilder(rest) : new MessageSetBuilder({ magic, ...rest });
}
