import { type PropertyMapper, UnmappableProperty, unmappable } from "./property-mapper.js";

/** Properties without an option: some ask for what is so anyway, the rest for what does not exist here. */
export const settledProperties: Readonly<Record<string, PropertyMapper>> = {
  "enable.metrics.push": onlyAs(["false"], "metrics are not pushed to brokers"),
  "transaction.two.phase.commit.enable": onlyAs(
    ["false"],
    "transactions cannot be prepared for an outside coordinator",
  ),
  "metrics.recording.level": onlyAs(["INFO"], "metrics have one level of detail"),
  "auto.include.jmx.reporter": onlyAs(["false"], "there is no JMX; use the option metricReporters"),
  "metric.reporters": unmappable("Java classes cannot be loaded; use the option metricReporters"),
  "interceptor.classes": unmappable("Java classes cannot be loaded; use the option interceptors"),
  "config.providers": unmappable("references to providers are not resolved; put the values in yourself"),
  "security.providers": unmappable("Java's security providers do not exist here"),
};

function onlyAs(accepted: readonly string[], reason: string): PropertyMapper {
  return (value) => {
    if (accepted.some((text) => text.toLowerCase() === value.trim().toLowerCase())) return {};
    throw new UnmappableProperty(`${reason}; only ${accepted.join(", ")} is possible`);
  };
}
