export {
  BufferMemory,
  RECORD_OVERHEAD_BYTES,
  WAITING_HEADER_OVERHEAD_BYTES,
  WAITING_OVERHEAD_BYTES,
} from "./buffer-memory.js";
export type { FlushGenerations } from "./flush-generations.js";
export { PartitionQueue } from "./partition-queue.js";
export { ProducerBatch, type RecordFailures } from "./producer-batch.js";
export { type AccumulatorConfig, type Appendable, closedForcefully, RecordAccumulator } from "./record-accumulator.js";
export { TopicQueues } from "./topic-queues.js";
