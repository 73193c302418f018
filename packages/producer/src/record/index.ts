export { BatchCompletion } from "./batch-completion.js";
export { type Completion, ONLY_PLACE } from "./completion.js";
export { createFuture, type FutureRecordMetadata } from "./future-record-metadata.js";
export type { HeaderValue, ProducerHeaders, ProducerRecord } from "./producer-record.js";
export { type EncodedHeader, encodeHeaders, sizeOfHeaders } from "./record-headers.js";
export { RecordMetadata } from "./record-metadata.js";
export type { TopicPartition } from "./topic-partition.js";
