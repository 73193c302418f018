/** What a partitioner is asked, and the two forms in which one may be given. */

/** Decides the partition of records that do not name one themselves. */
export interface Partitioner {
  /** One of `input.partitions`. Anything else fails the record; so does throwing. Called once a record, in send order. */
  partition(input: PartitionerInput): number;
  /** Called once, when the producer has closed. */
  close?(): void;
}

export interface PartitionerInput {
  readonly topic: string;
  /** The key as it was given to `send`, before the serializer. */
  readonly key: unknown;
  /** The serialized key; null when the record has none. */
  readonly keyBytes: Uint8Array | null;
  /** The value as it was given to `send`, before the serializer. */
  readonly value: unknown;
  readonly valueBytes: Uint8Array | null;
  /** Every partition of the topic, ascending. */
  readonly partitions: readonly number[];
  /** Those that have a leader at the moment, ascending; may be empty. */
  readonly availablePartitions: readonly number[];
}

/** The same as a plain function, with the arguments of kafka-python's partitioners. */
export type PartitionerFunction = (
  keyBytes: Uint8Array | null,
  allPartitions: readonly number[],
  availablePartitions: readonly number[],
) => number;
