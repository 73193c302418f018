import type { Logger } from "@k/client";
import type { Metric, MetricReporter } from "./metric-reporter.js";

/** By group, then by name. A node's or a topic's group is `producer-node-metrics.node-1`, `producer-topic-metrics.orders`. */
export type MetricsSnapshot = Readonly<Record<string, Readonly<Record<string, number>>>>;

/** All metrics of a producer, and the reporters that are told of them. A reporter that throws is logged, no more. */
export class MetricRegistry {
  readonly #metrics = new Map<string, Metric>();
  readonly #reporters: readonly MetricReporter[];
  readonly #logger: Logger;
  #started = false;

  constructor(reporters: readonly MetricReporter[], logger: Logger) {
    this.#reporters = reporters;
    this.#logger = logger;
  }

  /** Metrics added before this are told to `init` together; later ones to `metricChange`, one by one. */
  start(): void {
    this.#started = true;
    const metrics = this.all();
    this.#tell("init", (reporter) => reporter.init?.(metrics));
  }

  add(metric: Metric): void {
    this.#metrics.set(keyOf(metric), metric);
    if (this.#started) this.#tell("metricChange", (reporter) => reporter.metricChange(metric));
  }

  /** Removes the metrics of a group that have this tag. */
  removeTagged(tag: string, value: string): void {
    for (const [key, metric] of this.#metrics) {
      if (metric.tags[tag] !== value) continue;
      this.#metrics.delete(key);
      this.#tell("metricRemoval", (reporter) => reporter.metricRemoval(metric));
    }
  }

  get size(): number {
    return this.#metrics.size;
  }

  all(): readonly Metric[] {
    return [...this.#metrics.values()];
  }

  snapshot(): MetricsSnapshot {
    const groups: Record<string, Record<string, number>> = {};
    for (const metric of this.#metrics.values()) {
      const path = groupPath(metric);
      groups[path] ??= {};
      groups[path][metric.name] = metric.value();
    }
    return groups;
  }

  async close(): Promise<void> {
    for (const reporter of this.#reporters) {
      try {
        await reporter.close?.();
      } catch (error) {
        this.#warn(reporter, "close", error);
      }
    }
  }

  #tell(method: string, call: (reporter: MetricReporter) => void): void {
    for (const reporter of this.#reporters) {
      try {
        call(reporter);
      } catch (error) {
        this.#warn(reporter, method, error);
      }
    }
  }

  #warn(reporter: MetricReporter, method: string, error: unknown): void {
    const reason = error instanceof Error ? error.message : String(error);
    const name = reporter.constructor?.name ?? "without a class";
    this.#logger.warn(`metric reporter ${name}.${method} failed: ${reason}`);
  }
}

function groupPath({ group, tags }: Metric): string {
  const part = tags["node-id"] ?? tags.topic;
  return part === undefined ? group : `${group}.${part}`;
}

function keyOf(metric: Metric): string {
  return `${groupPath(metric)}\n${metric.name}`;
}
