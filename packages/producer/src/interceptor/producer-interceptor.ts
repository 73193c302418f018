import type { ProducerRecord, RecordMetadata } from "../record/index.js";

/**
 * Sees each record on its way in and each result on its way out. An interceptor that throws is logged and skipped:
 * it can change records, never lose them.
 */
export interface ProducerInterceptor<K = unknown, V = unknown> {
  /**
   * The record as `send` was given it, or as the interceptor before left it; returns the one to go on with. Called
   * before serializers and partitioner, at once when `send` is called. Return a new object to change something.
   */
  onSend?(record: ProducerRecord<K, V>): ProducerRecord<K, V>;
  /** Called once a record, before its future is settled, in the order of the results of a partition. */
  onAcknowledgement?(acknowledgement: Acknowledgement): void;
  /** Called once, when the producer has closed. */
  close?(): void | Promise<void>;
}

export interface Acknowledgement {
  readonly topic: string;
  /** -1 if the send failed before a partition was chosen. */
  readonly partition: number;
  /** Null if the send failed. */
  readonly metadata: RecordMetadata | null;
  /** Null if the send succeeded. */
  readonly error: Error | null;
}
