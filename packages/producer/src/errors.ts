/** Errors that only a producer has. Those about connections, metadata and options come from `@k/client`. */
import { KafkaTimeoutError } from "@k/client";
import { BrokerError, KafkaError, KafkaProtocolError } from "@k/protocol";

/**
 * What became of a record whose send failed.
 *
 * - `notPersisted`: no broker has it; sending it again cannot duplicate it.
 * - `possiblyPersisted`: a request that carried it was written, and no answer ruled out that it was appended.
 */
export type Persistence = "notPersisted" | "possiblyPersisted";

/** Where a record was when its delivery failed. Carried as `delivery` by every error of a record that was accepted. */
export interface DeliveryDetails {
  readonly topic: string;
  readonly partition: number;
  /** Records in the batch that failed together. */
  readonly recordCount: number;
  /** Produce requests that carried the batch. */
  readonly attempts: number;
  /** Since the first record of the batch was appended. */
  readonly ageMs: number;
  readonly persistence: Persistence;
}

/** A broker refused the batch (or, KIP-467, the record) for good, or retries ran out. `errorCode` is the broker's. */
export class ProduceError extends BrokerError {
  override readonly name = "ProduceError";
  readonly delivery: DeliveryDetails;

  constructor(errorCode: number, delivery: DeliveryDetails, options: { serverMessage?: string | null } = {}) {
    super(errorCode, describe(delivery), options);
    this.delivery = delivery;
  }
}

/** The connection, not a broker's answer, ended the last attempt, and no attempt is left. `cause` says how. */
export class DeliveryFailedError extends KafkaError {
  override readonly name = "DeliveryFailedError";
  readonly delivery: DeliveryDetails;

  constructor(delivery: DeliveryDetails, cause: unknown) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    super(`${describe(delivery)}: ${reason}`, {
      code: cause instanceof KafkaError ? cause.code : "DELIVERY_FAILED",
      retriable: cause instanceof KafkaError && cause.retriable,
      cause,
    });
    this.delivery = delivery;
  }
}

/**
 * `deliveryTimeoutMs` passed before the batch was acknowledged. `cause` is the error of the last attempt or, if there was
 * none, what kept it from being sent (the leader cannot be reached, the topic is gone), as far as that is known.
 */
export class DeliveryTimeoutError extends KafkaTimeoutError {
  override readonly name = "DeliveryTimeoutError";
  readonly delivery: DeliveryDetails;

  constructor(delivery: DeliveryDetails, deliveryTimeoutMs: number, cause?: unknown) {
    const why = cause instanceof Error ? `: ${cause.message}` : "";
    super(`${describe(delivery)} expired (deliveryTimeoutMs=${deliveryTimeoutMs})${why}`, {
      code: "DELIVERY_TIMEOUT",
      cause,
    });
    this.delivery = delivery;
  }
}

/** No room in `bufferMemory` within `maxBlockMs`, or as many bytes waiting for room as `bufferMemory` allows. */
export class BufferExhaustedError extends KafkaTimeoutError {
  override readonly name = "BufferExhaustedError";

  constructor(message: string) {
    super(message, { code: "BUFFER_EXHAUSTED" });
  }
}

/** The record can never be sent: its encoded size exceeds `maxRequestSize` or `bufferMemory`. */
export class RecordTooLargeError extends KafkaError {
  override readonly name = "RecordTooLargeError";

  constructor(message: string) {
    super(message, { code: "RECORD_TOO_LARGE" });
  }
}

/** A serializer threw, rejected, or gave something that is not text, bytes or null. `cause` is what it threw. */
export class SerializationError extends KafkaError {
  override readonly name = "SerializationError";

  constructor(message: string, options: { cause?: unknown } = {}) {
    super(message, { code: "SERIALIZATION", ...options });
  }
}

/** The record itself is malformed: no topic, a negative timestamp, a partition that does not exist. */
export class InvalidRecordError extends KafkaError {
  override readonly name = "InvalidRecordError";

  constructor(message: string, options: { cause?: unknown } = {}) {
    super(message, { code: "INVALID_RECORD", ...options });
  }
}

/** The producer was closed before the send, or before the record was delivered (then `delivery` says how far it was). */
export class ProducerClosedError extends KafkaError {
  override readonly name = "ProducerClosedError";
  readonly delivery: DeliveryDetails | undefined;

  constructor(message: string, delivery?: DeliveryDetails) {
    super(delivery === undefined ? message : `${describe(delivery)}: ${message}`, { code: "PRODUCER_CLOSED" });
    this.delivery = delivery;
  }
}

/** Another producer with the same `transactionalId` took over. This one can only be closed. */
export class ProducerFencedError extends KafkaError {
  override readonly name = "ProducerFencedError";

  constructor(message: string, options: { cause?: unknown } = {}) {
    super(message, { code: "PRODUCER_FENCED", ...options });
  }
}

/** The transaction cannot be committed any more; `abortTransaction()` makes the producer usable again. */
export class TransactionAbortableError extends KafkaError {
  override readonly name = "TransactionAbortableError";
  readonly delivery: DeliveryDetails | undefined;

  constructor(message: string, options: { cause?: unknown; delivery?: DeliveryDetails } = {}) {
    const { delivery, cause } = options;
    super(delivery === undefined ? message : `${describe(delivery)}: ${message}`, {
      code: "TRANSACTION_ABORTABLE",
      cause,
    });
    this.delivery = delivery;
  }
}

/** The error, if it is one of ours; else one of ours that says what failed, and that it was caused by it. */
export function asKafkaError(error: unknown, what: string): KafkaError {
  if (error instanceof KafkaError) return error;
  const reason = error instanceof Error ? error.message : String(error);
  return new KafkaError(`${what}: ${reason}`, { code: "UNEXPECTED", cause: error });
}

/**
 * Whether an answer came that could not be read: what it answered may have been done. A request that could not be written is
 * a `KafkaProtocolError` too, but names the field.
 */
export function isUnreadableAnswer(error: unknown): boolean {
  return error instanceof KafkaProtocolError && error.path === "" && error.cause !== undefined;
}

/** What became of the records of a failed send, or undefined if the error is not about an accepted record. */
export function deliveryOf(error: unknown): DeliveryDetails | undefined {
  return error instanceof KafkaError && "delivery" in error
    ? (error.delivery as DeliveryDetails | undefined)
    : undefined;
}

function describe({ topic, partition, recordCount, attempts, ageMs, persistence }: DeliveryDetails): string {
  const records = recordCount === 1 ? "1 record" : `${recordCount} records`;
  const tried = attempts === 1 ? "1 attempt" : `${attempts} attempts`;
  return `${topic}-${partition}: ${records} after ${Math.round(ageMs)} ms and ${tried}, ${persistence}`;
}
