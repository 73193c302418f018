/** A metric reporter for the text format of Prometheus. */
export class PrometheusReporter {
  /** By group, name and tags. */
  #metrics = new Map();

  init(metrics) {
    for (const metric of metrics) this.metricChange(metric);
  }

  metricChange(metric) {
    this.#metrics.set(keyOf(metric), metric);
  }

  metricRemoval(metric) {
    this.#metrics.delete(keyOf(metric));
  }

  /** What a scrape gets. */
  text() {
    const families = new Map();
    for (const metric of this.#metrics.values()) {
      const name = nameOf(metric);
      families.set(name, [...(families.get(name) ?? []), metric]);
    }
    return [...families].map(([name, metrics]) => family(name, metrics)).join("");
  }
}

function family(name, metrics) {
  const type = name.endsWith("_total") ? "counter" : "gauge";
  const samples = metrics.map((metric) => `${name}{${labelsOf(metric)}} ${metric.value()}\n`);
  return `# HELP ${name} ${metrics[0].description}\n# TYPE ${name} ${type}\n${samples.join("")}`;
}

/** Prometheus has no dashes: kafka_producer_metrics_record_send_rate. */
function nameOf({ group, name }) {
  return `kafka_${group}_${name}`.replaceAll("-", "_");
}

function labelsOf({ tags }) {
  return Object.entries(tags)
    .map(([tag, value]) => `${tag.replaceAll("-", "_")}=${JSON.stringify(value)}`)
    .join(",");
}

function keyOf(metric) {
  return `${nameOf(metric)} ${labelsOf(metric)}`;
}
