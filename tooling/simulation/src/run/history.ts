/** What a run brings home: what was sent, what the futures said, what is in the logs. Plain data, equal when replayed. */
import type { Plan } from "../plan/index.js";

export interface SentRecord {
  /** Unique, counts up in the order of the sends, and is part of the value. */
  readonly id: number;
  /** Index of its producer in the plan. */
  readonly producer: number;
  readonly key: string | null;
  readonly value: string;
  readonly sentAtMs: number;
  settledAtMs: number;
  /** Undefined until settled. */
  outcome: Outcome | undefined;
  /** How often it was settled. */
  settled: number;
  /** Index in `transactions`. */
  readonly transaction: number | undefined;
}

export type Outcome =
  /** `offset` -1: the broker does not know it any more. */
  | { readonly kind: "acknowledged"; readonly partition: number; readonly offset: number }
  | {
      readonly kind: "failed";
      readonly code: string;
      readonly message: string;
      /** Undefined if it was refused before it got into a batch. */
      readonly persistence: "notPersisted" | "possiblyPersisted" | undefined;
    };

export interface Transaction {
  readonly producer: number;
  /** What the producer was told of its end. */
  end: "committed" | "aborted" | "unknown";
  /** The offset that it committed for its producer's group. */
  offset: number | undefined;
}

export interface LoggedRecord {
  readonly partition: number;
  readonly offset: number;
  readonly key: string | null;
  readonly value: string;
  /** Part of a transaction that was aborted or never ended. */
  readonly uncommitted: boolean;
  /** `id/epoch` of the producer, as the batch carries it. */
  readonly writer: string;
}

export interface Flush {
  readonly producer: number;
  /** Records before this id were sent before the flush. */
  readonly beforeId: number;
  /** Ids of those that were unsettled when it was fulfilled. */
  readonly unsettled: readonly number[];
}

export interface ProducerEnd {
  /** Whether a record got through after all faults were over; undefined if the producer was closed, or had ended, before. */
  readonly probe: { readonly isAcknowledged: boolean; readonly tookMs: number } | undefined;
  /** Timers of its own after close. */
  readonly timersLeft: number;
  /** Of its buffer memory, after close. */
  readonly bytesLeft: number;
  /** What its group has committed. */
  readonly groupOffset: number | undefined;
}

export interface History {
  readonly plan: Plan;
  readonly sent: readonly SentRecord[];
  readonly log: readonly LoggedRecord[];
  readonly transactions: readonly Transaction[];
  readonly flushes: readonly Flush[];
  readonly producers: readonly ProducerEnd[];
  readonly events: readonly { readonly atMs: number; readonly text: string }[];
  readonly endedAtMs: number;
  /** Timers that were left after everything was closed. */
  readonly timersLeft: number;
  /** What was thrown where nothing should be, unhandled rejections included. */
  readonly failures: readonly string[];
}
