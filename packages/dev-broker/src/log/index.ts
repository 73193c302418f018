export {
  assignLogAppendTime,
  assignOffset,
  type BatchHeader,
  isTransactionalBatch,
  readBatchHeader,
} from "./batch-header.js";
export type { StoredBatch } from "./batch-list.js";
export { type AbortedTransaction, PartitionLog } from "./partition-log.js";
export type { ProducerState, ProducerStateEntry, SequenceRules, SequenceVerdict } from "./producer-state.js";
export { type BatchRules, type BatchVerdict, validateBatch } from "./validate-batch.js";
