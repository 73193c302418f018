/** A metric as a reporter sees it. */
export interface Metric {
  readonly name: string;
  /** `producer-metrics`, `producer-node-metrics`, `producer-topic-metrics` or `kafka-metrics-count`. */
  readonly group: string;
  readonly description: string;
  /** At least `client-id`; `node-id` or `topic` beside it in the groups of that name. */
  readonly tags: Readonly<Record<string, string>>;
  /** The value at the moment of the call. */
  value(): number;
}

/** Carries metrics elsewhere. Reporters are told of metrics, not of values: they read those when they report. */
export interface MetricReporter {
  /** Once, before anything else, with the metrics that there are by then. */
  init?(metrics: readonly Metric[]): void;
  /** A metric was added, or another took its name. */
  metricChange(metric: Metric): void;
  metricRemoval(metric: Metric): void;
  /** Once, when the producer has closed. */
  close?(): void | Promise<void>;
}
