/**
 * What happens, as it happens, on channels of `node:diagnostics_channel`: for tracing and for tools that cannot change
 * the program. Nobody subscribed costs one check; publishers make a message only after `hasSubscribers`.
 * Channels are shared by all producers of a process; `clientId` says which one it was.
 */
import { channel } from "node:diagnostics_channel";

/** A channel whose messages are all of one type. */
export interface TypedChannel<Message> {
  readonly name: string | symbol;
  readonly hasSubscribers: boolean;
  publish(message: Message): void;
}

/** A batch got its result. */
export const batchChannel: TypedChannel<BatchMessage> = channel("k:producer:batch");
/** A Produce request got its response, or its end. */
export const requestChannel: TypedChannel<RequestMessage> = channel("k:producer:request");
/** A batch goes back into its queue after an error that may pass. */
export const retryChannel: TypedChannel<RetryMessage> = channel("k:producer:retry");
/** A batch was too large for the broker and was split. */
export const splitChannel: TypedChannel<SplitMessage> = channel("k:producer:split");
/** A transaction moved on. */
export const transactionChannel: TypedChannel<TransactionMessage> = channel("k:producer:transaction");

interface PartitionMessage {
  readonly clientId: string;
  readonly topic: string;
  readonly partition: number;
  readonly recordCount: number;
}

export interface BatchMessage extends PartitionMessage {
  /** As it was sent, compressed. */
  readonly bytes: number;
  /** Of the first record; -1n with acks 0, or when the send failed. */
  readonly baseOffset: bigint;
  /** Requests that carried it. */
  readonly attempts: number;
  /** Since the first record was appended. */
  readonly ageMs: number;
  readonly error: Error | null;
}

export interface RequestMessage {
  readonly clientId: string;
  readonly nodeId: number;
  readonly bytes: number;
  readonly batchCount: number;
  readonly recordCount: number;
  readonly latencyMs: number;
  /** Null when there was a response, whatever it said of its batches. */
  readonly error: Error | null;
}

export interface RetryMessage extends PartitionMessage {
  readonly attempts: number;
  /** Until it may be sent again. */
  readonly backoffMs: number;
  readonly error: Error;
}

export interface SplitMessage extends PartitionMessage {
  readonly bytes: number;
  /** What became of it. */
  readonly batchCount: number;
}

export interface TransactionMessage {
  readonly clientId: string;
  readonly transactionalId: string;
  /** The state it is in now, in Kafka's words. */
  readonly state: string;
  readonly error: Error | null;
}
