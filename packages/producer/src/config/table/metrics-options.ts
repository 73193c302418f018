import type { Option } from "../option.js";
import { integer, listOf } from "../value-kind.js";

export const metricsOptions = {
  metricReporters: {
    value: listOf("MetricReporter", "metricChange"),
    owner: "producer",
    summary: "Told of every metric that comes and goes (docs/metrics.md). Objects; kafka-python takes classes.",
    kafka: "metric.reporters",
    seed: "[]",
    java: "JmxReporter",
  },
  metricsNumSamples: {
    value: integer({ min: 1 }),
    default: 2,
    owner: "producer",
    summary: "Windows that averages, maxima and rates look back on.",
    kafka: "metrics.num.samples",
    seed: "2",
    java: "2",
  },
  metricsSampleWindowMs: {
    value: integer({ min: 1, unit: "ms" }),
    default: 30_000,
    owner: "producer",
    summary: "The length of such a window.",
    kafka: "metrics.sample.window.ms",
    seed: "30000",
    java: "30000",
  },
} as const satisfies Readonly<Record<string, Option>>;
