export {
  createFuture,
  type FutureRecordMetadata,
  failedFuture,
  type SettableFuture,
} from "./future-record-metadata.js";
export type { HeaderValue, ProducerHeaders, ProducerRecord } from "./producer-record.js";
export { type EncodedHeader, encodeHeaders, sizeOfHeaders } from "./record-headers.js";
export { RecordMetadata } from "./record-metadata.js";
export type { TopicPartition } from "./topic-partition.js";
