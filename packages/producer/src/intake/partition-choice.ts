/** Which partition a record goes to: its own wish, the built-in rules, or the configured partitioner. */
import type { TopicQueues } from "../accumulator/index.js";
import { InvalidRecordError } from "../errors.js";
import {
  murmur2,
  murmur2Text,
  type Partitioner,
  type PartitionerInput,
  toPositive,
  usesBuiltInRules,
} from "../partitioner/index.js";

/** The topic has no such partition, as far as metadata knows. */
export class UnknownPartitionError extends InvalidRecordError {}

export interface PartitionedRecord {
  readonly givenKey: unknown;
  readonly givenValue: unknown;
  readonly key: Uint8Array | string | null;
  readonly value: Uint8Array | string | null;
}

export class PartitionChoice {
  readonly #partitioner: Partitioner | undefined;
  readonly #ignoreKeys: boolean;

  constructor(partitioner: Partitioner, ignoreKeys: boolean) {
    this.#partitioner = usesBuiltInRules(partitioner) ? undefined : partitioner;
    this.#ignoreKeys = ignoreKeys;
  }

  /** Whether somebody else's code chooses. */
  get isForeign(): boolean {
    return this.#partitioner !== undefined;
  }

  /** Whether the topic's sticky partition decides for a record with this key. */
  isSticky(key: Uint8Array | string | null): boolean {
    return this.#partitioner === undefined && (key === null || this.#ignoreKeys);
  }

  /** Throws `InvalidRecordError` if the partitioner gives a partition that is not there. */
  choose(topic: TopicQueues, record: PartitionedRecord): number {
    const { key } = record;
    if (this.#partitioner !== undefined) return this.#ask(this.#partitioner, topic, record);
    if (key === null || this.#ignoreKeys) return topic.sticky.current(topic);
    const hash = typeof key === "string" ? murmur2Text(key) : murmur2(key);
    return toPositive(hash) % topic.partitionCount;
  }

  /** Throws `UnknownPartitionError` unless the topic has `partition`. */
  check(topic: TopicQueues, partition: unknown): number {
    if (
      typeof partition === "number" &&
      Number.isInteger(partition) &&
      partition >= 0 &&
      partition < topic.partitionCount
    ) {
      return partition;
    }
    throw new UnknownPartitionError(
      `${topic.name}: partition ${String(partition)} does not exist, the topic has ${topic.partitionCount} partitions`,
    );
  }

  #ask(partitioner: Partitioner, topic: TopicQueues, { givenKey, givenValue, key, value }: PartitionedRecord): number {
    const { partitions } = topic;
    const chosen = askSafely(partitioner, {
      topic: topic.name,
      key: givenKey,
      keyBytes: asBytes(key),
      value: givenValue,
      valueBytes: asBytes(value),
      partitions,
      availablePartitions: partitions.filter((partition) => topic.isAvailable(partition)),
    });
    if (partitions[chosen] === chosen) return chosen;
    throw new InvalidRecordError(
      `${topic.name}: the partitioner chose ${String(chosen)}, the topic has ${topic.partitionCount} partitions`,
    );
  }
}

/** Whatever a partitioner throws, the send fails with an error that says whose fault it was. */
function askSafely(partitioner: Partitioner, input: PartitionerInput): number {
  try {
    return partitioner.partition(input);
  } catch (error) {
    throw new InvalidRecordError(`${input.topic}: the partitioner threw ${String(error)}`, { cause: error });
  }
}

function asBytes(data: Uint8Array | string | null): Uint8Array | null {
  return typeof data === "string" ? Buffer.from(data) : data;
}
