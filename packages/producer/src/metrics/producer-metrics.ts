import type { ClusterMetadata, Logger } from "@k/client";
import type { Clock } from "../clock.js";
import { difference, eventLoopTable, readEventLoop } from "./event-loop.js";
import { MetricRegistry, type MetricsSnapshot } from "./metric-registry.js";
import type { Metric, MetricReporter } from "./metric-reporter.js";
import {
  type GaugeName,
  gaugeTable,
  nodeSensors,
  producerSensors,
  type SensorTable,
  topicSensors,
} from "./metric-table.js";
import { SampledWindow } from "./sampled-window.js";

export type TransactionStep = "init" | "begin" | "sendOffsets" | "commit" | "abort";

/**
 * What the producer tells about itself as it works: a call per batch or request, never per record. Each is a handful
 * of additions (bench: producer-metrics); everything else happens when somebody reads.
 */
export class ProducerMetrics {
  readonly #clock: Pick<Clock, "now">;
  readonly #clientId: string;
  readonly #sampling: { readonly numSamples: number; readonly windowMs: number };
  readonly #registry: MetricRegistry;
  readonly #producer: Sensors<typeof producerSensors>;
  readonly #nodes = new Map<number, Sensors<typeof nodeSensors>>();
  readonly #topics = new Map<string, Sensors<typeof topicSensors>>();

  constructor(options: {
    readonly clientId: string;
    readonly metricReporters: readonly MetricReporter[];
    readonly metricsNumSamples: number;
    readonly metricsSampleWindowMs: number;
    readonly clock: Pick<Clock, "now">;
    readonly logger: Logger;
    readonly gauges: Readonly<Partial<Record<GaugeName, () => number>>>;
    /** For tests; by default the process's. */
    readonly readEventLoop?: typeof readEventLoop | undefined;
  }) {
    this.#clock = options.clock;
    this.#clientId = options.clientId;
    this.#sampling = { numSamples: options.metricsNumSamples, windowMs: options.metricsSampleWindowMs };
    this.#registry = new MetricRegistry(options.metricReporters, options.logger);
    this.#producer = this.#createSensors(producerSensors, "producer-metrics", {});
    this.#addGauges(options.gauges);
    this.#addEventLoop(options.readEventLoop ?? readEventLoop);
    this.#registry.start();
  }

  /** A batch is on its way. `compressionRate`: compressed by uncompressed size. */
  batchDrained(
    topic: string,
    recordCount: number,
    bytes: number,
    maxRecordBytes: number,
    queueTimeMs: number,
    compressionRate: number,
  ): void {
    const now = this.#clock.now();
    const { batchBytes, recordBytes, queueTimeMs: queueTime, compressionRate: compression } = this.#producer;
    batchBytes.record(bytes, now);
    recordBytes.record(maxRecordBytes, now);
    queueTime.record(queueTimeMs, now);
    compression.record(compressionRate, now);
    const sensors = this.#topic(topic);
    sensors.records.record(recordCount, now);
    sensors.bytes.record(bytes, now);
    sensors.compressionRate.record(compressionRate, now);
  }

  /** A Produce request is on its way; `recordCount` in all of its batches. */
  requestSent(nodeId: number, bytes: number, recordCount: number): void {
    const now = this.#clock.now();
    this.#producer.requestRecords.record(recordCount, now);
    this.#producer.sentBytes.record(bytes, now);
    this.#producer.networkOperations.record(1, now);
    this.#node(nodeId).sentBytes.record(bytes, now);
  }

  /** A Produce request was answered, or has been written where no answer is to come. */
  responseReceived(nodeId: number, latencyMs: number, throttleMs: number): void {
    const now = this.#clock.now();
    this.#producer.latencyMs.record(latencyMs, now);
    this.#producer.throttleMs.record(throttleMs, now);
    this.#node(nodeId).latencyMs.record(latencyMs, now);
  }

  /** The answer to a Produce request, as the connection sees it. */
  bytesReceived(nodeId: number, bytes: number): void {
    const now = this.#clock.now();
    this.#producer.receivedBytes.record(bytes, now);
    this.#producer.networkOperations.record(1, now);
    this.#node(nodeId).receivedBytes.record(bytes, now);
  }

  recordsRetried(topic: string, recordCount: number): void {
    const now = this.#clock.now();
    this.#producer.retriedRecords.record(recordCount, now);
    this.#topic(topic).retriedRecords.record(recordCount, now);
  }

  recordsFailed(topic: string, recordCount: number): void {
    const now = this.#clock.now();
    this.#producer.failedRecords.record(recordCount, now);
    this.#topic(topic).failedRecords.record(recordCount, now);
  }

  batchSplit(): void {
    this.#producer.splits.record(1, this.#clock.now());
  }

  /** A send has waited this long for memory, with or without success. */
  bufferWait(waitedMs: number): void {
    this.#producer.bufferWaitMs.record(waitedMs, this.#clock.now());
  }

  bufferExhausted(): void {
    this.#producer.bufferExhaustions.record(1, this.#clock.now());
  }

  metadataWait(waitedMs: number): void {
    this.#producer.metadataWaitMs.record(waitedMs, this.#clock.now());
  }

  flushTime(durationMs: number): void {
    this.#producer.flushMs.record(durationMs, this.#clock.now());
  }

  transactionTime(step: TransactionStep, durationMs: number): void {
    this.#producer[STEP_SENSORS[step]].record(durationMs, this.#clock.now());
  }

  connectionCreated(): void {
    this.#producer.connectionsCreated.record(1, this.#clock.now());
  }

  connectionClosed(): void {
    this.#producer.connectionsClosed.record(1, this.#clock.now());
  }

  authenticated(): void {
    this.#producer.authentications.record(1, this.#clock.now());
  }

  authenticationFailed(): void {
    this.#producer.authenticationFailures.record(1, this.#clock.now());
  }

  reauthenticated(durationMs: number): void {
    this.#producer.reauthenticationMs.record(durationMs, this.#clock.now());
  }

  reauthenticationFailed(): void {
    this.#producer.reauthenticationFailures.record(1, this.#clock.now());
  }

  /** Drops the metrics of brokers that have left the cluster, and of topics that are gone or were not sent to for long. */
  keepOnly({ brokers, topics, topicErrors }: Pick<ClusterMetadata, "brokers" | "topics" | "topicErrors">): void {
    for (const nodeId of this.#nodes.keys()) {
      if (brokers.has(nodeId)) continue;
      this.#nodes.delete(nodeId);
      this.#registry.removeTagged("node-id", nodeTag(nodeId));
    }
    for (const topic of this.#topics.keys()) {
      if (topics.has(topic) || topicErrors.has(topic)) continue;
      this.#topics.delete(topic);
      this.#registry.removeTagged("topic", topic);
    }
  }

  /** Every metric with its description and tags. */
  all(): readonly Metric[] {
    return this.#registry.all();
  }

  snapshot(): MetricsSnapshot {
    return this.#registry.snapshot();
  }

  /** Closes the reporters. */
  close(): Promise<void> {
    return this.#registry.close();
  }

  #topic(topic: string): Sensors<typeof topicSensors> {
    let sensors = this.#topics.get(topic);
    if (sensors === undefined) {
      sensors = this.#createSensors(topicSensors, "producer-topic-metrics", { topic });
      this.#topics.set(topic, sensors);
    }
    return sensors;
  }

  #node(nodeId: number): Sensors<typeof nodeSensors> {
    let sensors = this.#nodes.get(nodeId);
    if (sensors === undefined) {
      sensors = this.#createSensors(nodeSensors, "producer-node-metrics", { "node-id": nodeTag(nodeId) });
      this.#nodes.set(nodeId, sensors);
    }
    return sensors;
  }

  #createSensors<T extends SensorTable>(table: T, group: string, tags: Readonly<Record<string, string>>): Sensors<T> {
    const sensors: Record<string, SampledWindow> = {};
    for (const [sensor, definitions] of Object.entries(table)) {
      const window = new SampledWindow({ ...this.#sampling, nowMs: this.#clock.now() });
      sensors[sensor] = window;
      for (const { name, statistic, description } of definitions) {
        this.#add({ group, name, description, tags, value: () => statistic(window, this.#clock.now()) });
      }
    }
    return sensors as Sensors<T>; // One window for each sensor of the table was just made.
  }

  #addGauges(gauges: Readonly<Partial<Record<GaugeName, () => number>>>): void {
    for (const [name, description] of Object.entries(gaugeTable)) {
      const value = gauges[name as GaugeName];
      if (value !== undefined) this.#add({ group: "producer-metrics", name, description, tags: {}, value });
    }
    this.#add({
      group: "kafka-metrics-count",
      name: "count",
      description: "Metrics there are",
      tags: {},
      value: () => this.#registry.size,
    });
  }

  #addEventLoop(read: typeof readEventLoop): void {
    const start = read();
    for (const [name, { description, value }] of Object.entries(eventLoopTable)) {
      const current = (): number => value(difference(read(), start));
      this.#add({ group: "producer-metrics", name, description, tags: {}, value: current });
    }
  }

  #add(metric: Metric): void {
    this.#registry.add({ ...metric, tags: { "client-id": this.#clientId, ...metric.tags } });
  }
}

type Sensors<T extends SensorTable> = { readonly [Sensor in keyof T]: SampledWindow };

const STEP_SENSORS = {
  init: "initTransactionsMs",
  begin: "beginTransactionMs",
  sendOffsets: "sendOffsetsMs",
  commit: "commitTransactionMs",
  abort: "abortTransactionMs",
} as const satisfies Record<TransactionStep, keyof typeof producerSensors>;

function nodeTag(nodeId: number): string {
  return `node-${nodeId}`;
}
