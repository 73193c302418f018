/**
 * Every metric there is, by the sensor that feeds it. The names are Java's (SenderMetricsRegistry, Selector,
 * BufferPool, KafkaProducerMetrics) and kafka-python's. docs/metrics.md is made from this table.
 */
import {
  average,
  eventRate,
  eventTotal,
  maximum,
  rate,
  type Statistic,
  timeRatio,
  total,
  totalNs,
} from "./statistic.js";

export interface MetricDefinition {
  readonly name: string;
  readonly statistic: Statistic;
  readonly description: string;
}

export type SensorTable = Readonly<Record<string, readonly MetricDefinition[]>>;

/** Group `producer-metrics`: the whole producer. */
export const producerSensors = {
  batchBytes: [
    define("batch-size-avg", average, "Bytes of a batch as it is sent, average"),
    define("batch-size-max", maximum, "Bytes of a batch as it is sent, largest"),
    define("byte-rate", rate, "Bytes of batches sent per second"),
  ],
  compressionRate: [
    define("compression-rate-avg", average, "Compressed by uncompressed size of a batch, average; 1 is none"),
  ],
  queueTimeMs: [
    define("record-queue-time-avg", average, "Milliseconds a batch waited before it was sent, average"),
    define("record-queue-time-max", maximum, "Milliseconds a batch waited before it was sent, longest"),
  ],
  recordBytes: [
    define("record-size-avg", average, "Bytes of the largest record of a batch, average over batches"),
    define("record-size-max", maximum, "Bytes of the largest record"),
  ],
  requestRecords: [
    define("record-send-rate", rate, "Records sent per second, retries included"),
    define("record-send-total", total, "Records sent, retries included"),
    define("records-per-request-avg", average, "Records in a Produce request, average"),
  ],
  retriedRecords: [
    define("record-retry-rate", rate, "Records to be sent again, per second"),
    define("record-retry-total", total, "Records to be sent again"),
  ],
  failedRecords: [
    define("record-error-rate", rate, "Records whose send failed, per second"),
    define("record-error-total", total, "Records whose send failed"),
  ],
  splits: [
    define("batch-split-rate", eventRate, "Batches split because they were too large for the broker, per second"),
    define("batch-split-total", eventTotal, "Batches split because they were too large for the broker"),
  ],
  latencyMs: [
    define("request-latency-avg", average, "Milliseconds from a request to its response, average"),
    define("request-latency-max", maximum, "Milliseconds from a request to its response, longest"),
  ],
  throttleMs: [
    define(
      "produce-throttle-time-avg",
      average,
      "Milliseconds that a broker held back a response for a quota, average",
    ),
    define(
      "produce-throttle-time-max",
      maximum,
      "Milliseconds that a broker held back a response for a quota, longest",
    ),
  ],
  bufferWaitMs: [
    define(
      "bufferpool-wait-ratio",
      timeRatio,
      "Part of the time that sends waited for buffer memory; above 1 if several did at once",
    ),
    define("bufferpool-wait-time-ns-total", totalNs, "Nanoseconds that sends waited for buffer memory"),
  ],
  bufferExhaustions: [
    define("buffer-exhausted-rate", eventRate, "Sends that found no buffer memory in time, per second"),
    define("buffer-exhausted-total", eventTotal, "Sends that found no buffer memory in time"),
  ],
  metadataWaitMs: [define("metadata-wait-time-ns-total", totalNs, "Nanoseconds that sends waited for metadata")],
  flushMs: [define("flush-time-ns-total", totalNs, "Nanoseconds in flush")],
  initTransactionsMs: [define("txn-init-time-ns-total", totalNs, "Nanoseconds in initTransactions")],
  beginTransactionMs: [define("txn-begin-time-ns-total", totalNs, "Nanoseconds in beginTransaction")],
  sendOffsetsMs: [define("txn-send-offsets-time-ns-total", totalNs, "Nanoseconds in sendOffsetsToTransaction")],
  commitTransactionMs: [define("txn-commit-time-ns-total", totalNs, "Nanoseconds in commitTransaction")],
  abortTransactionMs: [define("txn-abort-time-ns-total", totalNs, "Nanoseconds in abortTransaction")],

  sentBytes: [
    define("outgoing-byte-rate", rate, "Bytes sent to brokers per second"),
    define("outgoing-byte-total", total, "Bytes sent to brokers"),
    define("request-rate", eventRate, "Requests sent per second"),
    define("request-total", eventTotal, "Requests sent"),
    define("request-size-avg", average, "Bytes of a request, average"),
    define("request-size-max", maximum, "Bytes of a request, largest"),
  ],
  receivedBytes: [
    define("incoming-byte-rate", rate, "Bytes received per second"),
    define("incoming-byte-total", total, "Bytes received"),
    define("response-rate", eventRate, "Responses received per second"),
    define("response-total", eventTotal, "Responses received"),
  ],
  networkOperations: [
    define("network-io-rate", eventRate, "Requests and responses per second"),
    define("network-io-total", eventTotal, "Requests and responses"),
  ],
  connectionsCreated: [
    define("connection-creation-rate", eventRate, "Connections made per second"),
    define("connection-creation-total", eventTotal, "Connections made"),
  ],
  connectionsClosed: [
    define("connection-close-rate", eventRate, "Connections ended per second"),
    define("connection-close-total", eventTotal, "Connections ended"),
  ],
  authentications: [
    define("successful-authentication-rate", eventRate, "Connections authenticated per second"),
    define("successful-authentication-total", eventTotal, "Connections authenticated"),
  ],
  authenticationFailures: [
    define("failed-authentication-rate", eventRate, "Connections that failed to authenticate, per second"),
    define("failed-authentication-total", eventTotal, "Connections that failed to authenticate"),
  ],
  reauthenticationMs: [
    define("successful-reauthentication-rate", eventRate, "Re-authentications (KIP-368) per second"),
    define("successful-reauthentication-total", eventTotal, "Re-authentications (KIP-368)"),
    define("reauthentication-latency-avg", average, "Milliseconds that a re-authentication took, average"),
    define("reauthentication-latency-max", maximum, "Milliseconds that a re-authentication took, longest"),
  ],
  reauthenticationFailures: [
    define("failed-reauthentication-rate", eventRate, "Re-authentications that failed, per second"),
    define("failed-reauthentication-total", eventTotal, "Re-authentications that failed"),
  ],
} as const satisfies SensorTable;

/** Group `producer-node-metrics`, tag `node-id`: one broker. */
export const nodeSensors = {
  sentBytes: producerSensors.sentBytes,
  receivedBytes: producerSensors.receivedBytes,
  latencyMs: producerSensors.latencyMs,
} as const satisfies SensorTable;

/** Group `producer-topic-metrics`, tag `topic`: one topic, from its first batch on. */
export const topicSensors = {
  records: [
    define("record-send-rate", rate, "Records sent per second, retries included"),
    define("record-send-total", total, "Records sent, retries included"),
  ],
  bytes: [
    define("byte-rate", rate, "Bytes of batches sent per second"),
    define("byte-total", total, "Bytes of batches sent"),
  ],
  compressionRate: [
    define("compression-rate", average, "Compressed by uncompressed size of a batch, average; 1 is none"),
  ],
  retriedRecords: producerSensors.retriedRecords,
  failedRecords: producerSensors.failedRecords,
} as const satisfies SensorTable;

/** Group `producer-metrics`: numbers that are asked for, not recorded. */
export const gaugeTable = {
  "requests-in-flight": "Requests without a response yet",
  "metadata-age": "Seconds since the metadata was updated",
  "waiting-threads": "Sends that wait for buffer memory",
  "buffer-total-bytes": "Bytes that records may occupy: bufferMemory",
  "buffer-available-bytes": "Bytes of those that are free",
  "connection-count": "Connections that are open",
} as const;

export type GaugeName = keyof typeof gaugeTable;

function define(name: string, statistic: Statistic, description: string): MetricDefinition {
  return { name, statistic, description };
}
