/** A topic: its name and id, its settings, its partitions. */
import type { KafkaRecord } from "@k/records";
import type { Partition } from "./partition.js";
import type { TopicConfig } from "./topic-config.js";

/** Why a record is not taken, or undefined. */
export type RecordValidator = (record: KafkaRecord) => string | undefined;

export class Topic {
  readonly name: string;
  /** In Kafka's base64url form; another one after the topic was deleted and created again. */
  readonly id: string;
  config: TopicConfig;
  /** Asked about each record, if there is one. */
  validator: RecordValidator | undefined;
  /** Index = partition id. */
  readonly partitions: Partition[] = [];
  /** Until then Metadata answers LEADER_NOT_AVAILABLE, as for a topic whose leaders are not elected yet. */
  readonly availableAtMs: number;

  constructor(name: string, id: string, config: TopicConfig, availableAtMs: number) {
    this.name = name;
    this.id = id;
    this.config = config;
    this.availableAtMs = availableAtMs;
  }
}

/** Kafka's rule for topic names (org.apache.kafka.common.internals.Topic). */
export function isValidTopicName(name: string): boolean {
  return /^[a-zA-Z0-9._-]{1,249}$/.test(name) && name !== "." && name !== "..";
}
