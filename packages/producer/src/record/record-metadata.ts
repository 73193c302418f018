/** Where a record ended up: what a successful send gives. */
import type { TopicPartition } from "./topic-partition.js";

export class RecordMetadata {
  readonly topic: string;
  readonly partition: number;
  readonly topicPartition: TopicPartition;
  /** The record's offset in its partition; -1n with acks 0, or when the broker no longer knows it (a duplicate). */
  readonly offset: bigint;
  /** Milliseconds since the epoch: the record's own, or the broker's where the topic uses LogAppendTime; -1 in magic 0. */
  readonly timestamp: number;
  /** CRC-32 of the record in magic 0 and 1; null in magic 2, where only batches have one. */
  readonly checksum: number | null;
  /** Bytes; -1 for a null key. */
  readonly serializedKeySize: number;
  /** Bytes; -1 for a null value. */
  readonly serializedValueSize: number;
  /** Bytes of all header keys and values; -1 without headers. */
  readonly serializedHeaderSize: number;

  constructor(
    topicPartition: TopicPartition,
    offset: bigint,
    timestamp: number,
    checksum: number | null,
    serializedKeySize: number,
    serializedValueSize: number,
    serializedHeaderSize: number,
  ) {
    this.topic = topicPartition.topic;
    this.partition = topicPartition.partition;
    this.topicPartition = topicPartition;
    this.offset = offset;
    this.timestamp = timestamp;
    this.checksum = checksum;
    this.serializedKeySize = serializedKeySize;
    this.serializedValueSize = serializedValueSize;
    this.serializedHeaderSize = serializedHeaderSize;
  }
}
