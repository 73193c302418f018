/** The Kafka producer. */

export type { WaitOptions } from "./budget.js";
export { type Clock, systemClock } from "./clock.js";
export {
  type Acks,
  type CloseBatch,
  type CompressionType,
  type ProducerOptions,
  producerOptionsFromProperties,
} from "./config/index.js";
export {
  BufferExhaustedError,
  type DeliveryDetails,
  DeliveryFailedError,
  DeliveryTimeoutError,
  deliveryOf,
  InvalidRecordError,
  type Persistence,
  ProduceError,
  ProducerClosedError,
  ProducerFencedError,
  RecordTooLargeError,
  SerializationError,
  TransactionAbortableError,
} from "./errors.js";
export type { Acknowledgement, ProducerInterceptor } from "./interceptor/index.js";
export type { Metric, MetricReporter, MetricsSnapshot } from "./metrics/index.js";
export {
  ConsistentPartitioner,
  ConsistentRandomPartitioner,
  DefaultPartitioner,
  HashedPartitioner,
  murmur2,
  type Partitioner,
  type PartitionerFunction,
  type PartitionerInput,
  RandomPartitioner,
  RoundRobinPartitioner,
} from "./partitioner/index.js";
export { KafkaProducer } from "./producer.js";
export type {
  FutureRecordMetadata,
  HeaderValue,
  ProducerHeaders,
  ProducerRecord,
  RecordMetadata,
  TopicPartition,
} from "./record/index.js";
export {
  bytesSerializer,
  doubleSerializer,
  int16Serializer,
  int32Serializer,
  int64Serializer,
  jsonSerializer,
  type SerializedData,
  type Serializer,
  type SerializerFunction,
  type SerializerInput,
  type SerializerObject,
  stringSerializer,
} from "./serializer/index.js";
export type { ConsumerGroupMetadata, OffsetToCommit } from "./transaction/index.js";
