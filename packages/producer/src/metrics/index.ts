/** What a producer counts, under the names that kafka-python and Java have for it. */
export {
  type BatchMessage,
  batchChannel,
  type RequestMessage,
  type RetryMessage,
  requestChannel,
  retryChannel,
  type SplitMessage,
  splitChannel,
  type TransactionMessage,
  type TypedChannel,
  transactionChannel,
} from "./diagnostics.js";
export { eventLoopTable } from "./event-loop.js";
export type { MetricsSnapshot } from "./metric-registry.js";
export type { Metric, MetricReporter } from "./metric-reporter.js";
export { type GaugeName, gaugeTable, nodeSensors, producerSensors, topicSensors } from "./metric-table.js";
export { ProducerMetrics, type TransactionStep } from "./producer-metrics.js";
