/** Kafka's log formats: message sets v0 and v1, record batches v2, their codecs and checksums. */

export type { Batch, ReadOptions } from "./batch.js";
export { crc32, crc32c } from "./checksum/index.js";
export {
  COMPRESSION_TYPES,
  type Codec,
  type CompressionType,
  type CompressOptions,
  type DecompressOptions,
  registerCodec,
} from "./compression/index.js";
export {
  type ControlMarker,
  type ControlType,
  endTransactionMarker,
  readControlMarkers,
  readControlRecord,
} from "./control-record.js";
export { createRecordsBuilder, type RecordsBuilderOptions } from "./create-records-builder.js";
export { CorruptRecordError, DecompressedSizeError, InvalidRecordError, UnsupportedCodecError } from "./errors.js";
export { estimateSizeInBytes } from "./estimate-size.js";
export {
  type LegacyMagic,
  type Message,
  MessageBatch,
  MessageSetBuilder,
  type MessageSetBuilderOptions,
} from "./legacy/index.js";
export { type Magic, peekMagic } from "./magic.js";
export {
  type ConvertOptions,
  convertRecords,
  type SplitBatchOptions,
  setBaseOffset,
  setLogAppendTime,
  setPartitionLeaderEpoch,
  setProducerState,
  splitBatch,
} from "./operations/index.js";
export { RecordsReader, readBatches, readRecords } from "./read-batches.js";
export type { KafkaRecord, RecordHeader, RecordHeaderInput } from "./record.js";
export type { RecordsBuilder } from "./records-builder.js";
export { NO_TIMESTAMP, type TimestampType } from "./timestamp-type.js";
export {
  MAX_RECORD_OVERHEAD_BYTES,
  RECORD_BATCH_OVERHEAD_BYTES,
  RecordBatch,
  RecordBatchBuilder,
  type RecordBatchBuilderOptions,
  type RecordBytes,
} from "./v2/index.js";
