import type { Option } from "../option.js";
import { boolean, integer, oneOf } from "../value-kind.js";

export const metadataOptions = {
  metadataMaxAgeMs: {
    value: integer({ unit: "ms" }),
    default: 300_000,
    owner: "client",
    summary: "Metadata is fetched again after this long even if nothing seems to have changed.",
    kafka: "metadata.max.age.ms",
    seed: "300000",
    java: "300000",
    librdkafka: { name: "topic.metadata.refresh.interval.ms", default: "300000" },
  },
  metadataMaxIdleMs: {
    value: integer({ min: 5000, unit: "ms" }),
    default: 300_000,
    owner: "client",
    summary: "A topic that nothing was sent to for this long is no longer asked about.",
    kafka: "metadata.max.idle.ms",
    java: "300000",
  },
  allowAutoCreateTopics: {
    value: boolean(),
    default: true,
    owner: "client",
    summary: "Lets a broker create an unknown topic when its metadata is asked for, if the broker is configured to.",
    kafka: "allow.auto.create.topics",
    librdkafka: { name: "allow.auto.create.topics", default: "false" },
    alsoCalled: ["allowAutoTopicCreation"],
  },
  metadataRecoveryStrategy: {
    value: oneOf("none", "rebootstrap"),
    default: "rebootstrap",
    owner: "client",
    summary:
      "What to do when no known broker answers: keep trying them, or begin again with `bootstrapServers` (KIP-899).",
    kafka: "metadata.recovery.strategy",
    java: '"rebootstrap"',
    librdkafka: { name: "metadata.recovery.strategy", default: "rebootstrap" },
  },
  metadataRecoveryRebootstrapTriggerMs: {
    value: integer({ unit: "ms" }),
    default: 300_000,
    owner: "client",
    summary: "Begins again with `bootstrapServers` also when there was no metadata for this long (KIP-1102).",
    kafka: "metadata.recovery.rebootstrap.trigger.ms",
    java: "300000",
    librdkafka: { name: "metadata.recovery.rebootstrap.trigger.ms", default: "300000" },
  },
} as const satisfies Readonly<Record<string, Option>>;
