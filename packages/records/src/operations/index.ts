export { type ConvertOptions, convertRecords } from "./convert-records.js";
export { setBaseOffset, setLogAppendTime, setPartitionLeaderEpoch, setProducerState } from "./rewrite-header.js";
export { type SplitBatchOptions, splitBatch } from "./split-batch.js";
