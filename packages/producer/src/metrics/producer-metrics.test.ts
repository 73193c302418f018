import { silentLogger } from "@k/client";
import { expect, test } from "vitest";
import type { EventLoopReading } from "./event-loop.js";
import type { Metric, MetricReporter } from "./metric-reporter.js";
import { ProducerMetrics } from "./producer-metrics.js";

test("a batch and its request count for the producer, its topic and its broker", () => {
  const { metrics, clock } = setUp();
  metrics.batchDrained("orders", 10, 1000, 120, 5, 0.5);
  metrics.batchDrained("orders", 30, 3000, 80, 7, 0.7);
  metrics.batchDrained("bills", 2, 200, 90, 3, 1);
  metrics.requestSent(1, 4500, 42);
  clock.ms += 1000;
  metrics.responseReceived(1, 12, 0);
  metrics.bytesReceived(1, 100);
  const snapshot = metrics.snapshot();

  expect(snapshot["producer-metrics"]).toMatchObject({
    "batch-size-avg": 1400,
    "batch-size-max": 3000,
    // 4,200 bytes in one full and no part of a second window of 1,000 ms.
    "byte-rate": 4200,
    "compression-rate-avg": expect.closeTo(2.2 / 3, 9),
    "record-queue-time-avg": 5,
    "record-queue-time-max": 7,
    "record-size-avg": expect.closeTo(290 / 3, 9),
    "record-size-max": 120,
    "record-send-rate": 42,
    "record-send-total": 42,
    "records-per-request-avg": 42,
    "request-latency-avg": 12,
    "request-latency-max": 12,
    "produce-throttle-time-max": 0,
    "outgoing-byte-total": 4500,
    "request-total": 1,
    "request-size-avg": 4500,
    "incoming-byte-total": 100,
    "response-total": 1,
    "network-io-total": 2,
  });
  expect(snapshot["producer-topic-metrics.orders"]).toMatchObject({
    "record-send-total": 40,
    "byte-total": 4000,
    "compression-rate": 0.6,
  });
  expect(snapshot["producer-topic-metrics.bills"]).toMatchObject({ "record-send-total": 2, "byte-rate": 200 });
  expect(snapshot["producer-node-metrics.node-1"]).toMatchObject({
    "outgoing-byte-total": 4500,
    "request-latency-max": 12,
    "incoming-byte-rate": 100,
  });
});

test("what goes wrong is counted in records", () => {
  const { metrics } = setUp();
  metrics.recordsRetried("orders", 10);
  metrics.recordsRetried("orders", 10);
  metrics.recordsFailed("orders", 3);
  metrics.batchSplit();
  metrics.bufferExhausted();
  const snapshot = metrics.snapshot();
  const expected = { "record-retry-total": 20, "record-error-total": 3 };
  expect(snapshot["producer-metrics"]).toMatchObject({
    ...expected,
    "batch-split-total": 1,
    "buffer-exhausted-total": 1,
  });
  expect(snapshot["producer-topic-metrics.orders"]).toMatchObject(expected);
});

test("times are told in milliseconds and read in nanoseconds", () => {
  const { metrics, clock } = setUp();
  metrics.bufferWait(500);
  metrics.metadataWait(1.5);
  metrics.flushTime(20);
  metrics.transactionTime("init", 1);
  metrics.transactionTime("begin", 2);
  metrics.transactionTime("sendOffsets", 3);
  metrics.transactionTime("commit", 4);
  metrics.transactionTime("abort", 5);
  clock.ms += 1000;
  expect(metrics.snapshot()["producer-metrics"]).toMatchObject({
    "bufferpool-wait-time-ns-total": 500_000_000,
    "bufferpool-wait-ratio": 0.5,
    "metadata-wait-time-ns-total": 1_500_000,
    "flush-time-ns-total": 20_000_000,
    "txn-init-time-ns-total": 1_000_000,
    "txn-begin-time-ns-total": 2_000_000,
    "txn-send-offsets-time-ns-total": 3_000_000,
    "txn-commit-time-ns-total": 4_000_000,
    "txn-abort-time-ns-total": 5_000_000,
  });
});

test("connections and authentications are counted", () => {
  const { metrics } = setUp();
  metrics.connectionCreated();
  metrics.connectionClosed();
  metrics.authenticated();
  metrics.authenticationFailed();
  metrics.reauthenticated(8);
  metrics.reauthenticationFailed();
  expect(metrics.snapshot()["producer-metrics"]).toMatchObject({
    "connection-creation-total": 1,
    "connection-close-total": 1,
    "successful-authentication-total": 1,
    "failed-authentication-total": 1,
    "successful-reauthentication-total": 1,
    "reauthentication-latency-avg": 8,
    "failed-reauthentication-total": 1,
  });
});

test("gauges are asked when somebody reads", () => {
  let available = 7;
  const { metrics } = setUp({ gauges: { "buffer-available-bytes": () => available } });
  available = 5;
  const group = metrics.snapshot()["producer-metrics"];
  expect(group).toMatchObject({ "buffer-available-bytes": 5 });
  expect(group).not.toHaveProperty("requests-in-flight");
});

test("the event loop takes the place of Java's network thread, from the making of the producer on", () => {
  let reading: EventLoopReading = { turns: 100, idleMs: 1000, activeMs: 500 };
  const { metrics } = setUp({ readEventLoop: () => reading });
  expect(metrics.snapshot()["producer-metrics"]).toMatchObject({ "select-rate": 0, "io-ratio": 0, "select-total": 0 });
  reading = { turns: 120, idleMs: 1300, activeMs: 600 };
  expect(metrics.snapshot()["producer-metrics"]).toMatchObject({
    "select-rate": 50,
    "select-total": 20,
    "io-wait-time-ns-avg": 15_000_000,
    "io-wait-ratio": 0.75,
    "io-wait-time-ns-total": 300_000_000,
    "io-time-ns-avg": 5_000_000,
    "io-ratio": 0.25,
    "io-time-ns-total": 100_000_000,
  });
});

test("the process's own event loop can be read", () => {
  const { metrics } = setUp({ readEventLoop: undefined });
  expect(metrics.snapshot()["producer-metrics"]!["io-ratio"]).toBeGreaterThanOrEqual(0);
});

test("reporters are told of all metrics at the start, then of each that comes or goes", async () => {
  const reporter = new RecordingReporter();
  const { metrics } = setUp({ metricReporters: [reporter] });
  const atStart = metrics.all().length;
  expect(reporter.events).toEqual([`init ${atStart}`]);

  metrics.requestSent(3, 10, 1);
  metrics.requestSent(3, 10, 1);
  expect(reporter.events.slice(1)).toEqual(
    metrics
      .all()
      .slice(atStart)
      .map(({ name }) => `change ${name} {"client-id":"c","node-id":"node-3"}`),
  );
  expect(metrics.snapshot()["kafka-metrics-count"]).toEqual({ count: metrics.all().length });

  reporter.events.length = 0;
  metrics.keepOnly(emptyCluster);
  metrics.keepOnly(emptyCluster);
  expect(reporter.events).toContain("removal request-total");
  expect(metrics.all().length).toBe(atStart);
  expect(metrics.snapshot()).not.toHaveProperty(["producer-node-metrics.node-3"]);

  await metrics.close();
  expect(reporter.events.at(-1)).toBe("close");
});

const emptyCluster = { brokers: new Map(), topics: new Map(), topicErrors: new Map() };

test("the metrics of a forgotten topic begin anew when it comes back", () => {
  const { metrics } = setUp();
  metrics.recordsFailed("orders", 3);
  metrics.keepOnly(emptyCluster);
  metrics.recordsFailed("orders", 1);
  expect(metrics.snapshot()["producer-topic-metrics.orders"]).toMatchObject({ "record-error-total": 1 });
});

test("a reporter that throws is logged, and nothing else suffers", async () => {
  const warnings: string[] = [];
  class Broken implements MetricReporter {
    metricChange(): void {
      throw new Error("disk full");
    }
    metricRemoval(): void {
      throw new Error("disk full");
    }
    async close(): Promise<void> {
      throw new Error("no such file");
    }
  }
  const good = new RecordingReporter();
  const logger = { ...silentLogger, warn: (message: string) => warnings.push(message) };
  const { metrics } = setUp({ metricReporters: [new Broken(), good], logger });
  metrics.recordsFailed("orders", 1);
  await metrics.close();
  expect(warnings[0]).toBe("metric reporter Broken.metricChange failed: disk full");
  expect(warnings.at(-1)).toBe("metric reporter Broken.close failed: no such file");
  expect(good.events).toContain('change record-error-total {"client-id":"c","topic":"orders"}');
  expect(good.events.at(-1)).toBe("close");
});

test("every metric has a description, and no two the same name and tags", () => {
  const { metrics } = setUp();
  metrics.requestSent(1, 1, 1);
  metrics.recordsFailed("orders", 1);
  const names = metrics.all().map(({ group, name }) => `${group} ${name}`);
  expect(new Set(names).size).toBe(names.length);
  for (const { description } of metrics.all()) expect(description).not.toBe("");
});

class RecordingReporter implements MetricReporter {
  readonly events: string[] = [];
  init(metrics: readonly Metric[]): void {
    this.events.push(`init ${metrics.length}`);
  }
  metricChange({ name, tags }: Metric): void {
    this.events.push(`change ${name} ${JSON.stringify(tags)}`);
  }
  metricRemoval({ name }: Metric): void {
    this.events.push(`removal ${name}`);
  }
  close(): void {
    this.events.push("close");
  }
}

function setUp(given: Partial<ConstructorParameters<typeof ProducerMetrics>[0]> = {}) {
  const clock = { ms: 0, now: () => clock.ms };
  const metrics = new ProducerMetrics({
    clientId: "c",
    metricReporters: [],
    metricsNumSamples: 2,
    metricsSampleWindowMs: 1000,
    clock,
    logger: silentLogger,
    gauges: {},
    readEventLoop: () => ({ turns: 0, idleMs: 0, activeMs: 0 }),
    ...given,
  });
  return { metrics, clock };
}
