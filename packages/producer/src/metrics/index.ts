export type { MetricReporter } from "./metric-reporter.js";
