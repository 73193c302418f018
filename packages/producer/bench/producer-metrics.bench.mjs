// ns per batch and per request: npm run bench:micro -w @k/producer bench/producer-metrics.bench.mjs
import { silentLogger } from "@k/client";
import { systemClock } from "../src/clock.js";
import { ProducerMetrics } from "../src/metrics/index.js";
import { nanosecondsPerCall } from "./nanoseconds.mjs";

const metrics = new ProducerMetrics({
  clientId: "bench",
  metricReporters: [],
  metricsNumSamples: 2,
  metricsSampleWindowMs: 30_000,
  clock: systemClock,
  logger: silentLogger,
  gauges: {},
});

console.table({
  batchDrained: { ns: nanosecondsPerCall((i) => metrics.batchDrained("orders", 160, 16_000 + i, 100, 5, 1)) },
  requestSent: { ns: nanosecondsPerCall((i) => metrics.requestSent(i % 3, 96_000, 960)) },
  responseReceived: { ns: nanosecondsPerCall((i) => metrics.responseReceived(i % 3, 2.5, 0, 200)) },
  snapshot: { ns: nanosecondsPerCall(() => metrics.snapshot(), { callsPerRound: 1000 }) },
});
