export {
  type BatchHeader,
  patchCrc,
  stampBatch,
  writePartitionLeaderEpoch,
  writeProducerState,
} from "./batch-header.js";
export { MAX_RECORD_OVERHEAD_BYTES, RECORD_BATCH_OVERHEAD_BYTES } from "./layout.js";
export { RecordBatch } from "./record-batch.js";
export { RecordBatchBuilder, type RecordBatchBuilderOptions } from "./record-batch-builder.js";
export { lengthOf, type RecordBytes, sizeOfHeaders, sizeOfVarint } from "./record-codec.js";
