import { eventLoopTable, gaugeTable, nodeSensors, producerSensors, topicSensors } from "../../src/metrics/index.js";
import { code, table } from "./markdown.js";

interface Described {
  readonly name: string;
  readonly description: string;
}

export function renderMetrics(): string {
  const producer = [
    ...sensors(producerSensors),
    ...Object.entries(gaugeTable).map(([name, description]) => ({ name, description })),
    ...Object.entries(eventLoopTable).map(([name, { description }]) => ({ name, description })),
  ];
  return [
    chapter("producer-metrics", "The whole producer.", producer),
    chapter("producer-node-metrics", "One broker, from the first request to it on.", sensors(nodeSensors)),
    chapter("producer-topic-metrics", "One topic, from its first batch on.", sensors(topicSensors)),
    chapter("kafka-metrics-count", "", [{ name: "count", description: "Metrics there are" }]),
  ].join("\n");
}

function sensors(all: Readonly<Record<string, readonly Described[]>>): Described[] {
  return Object.values(all).flat();
}

function chapter(group: string, what: string, metrics: readonly Described[]): string {
  const rows = metrics.map(({ name, description }) => [code(name), description]);
  return `### ${group}\n\n${what === "" ? "" : `${what}\n\n`}${table(["metric", "is"], rows)}`;
}
