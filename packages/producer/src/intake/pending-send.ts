/** A send that waits: for its serializer, for its topic's metadata, or for memory. */
import type { TopicQueues } from "../accumulator/index.js";
import type { EncodedHeader, SettableFuture } from "../record/index.js";

export interface PendingSend {
  readonly future: SettableFuture;
  readonly topic: TopicQueues;
  readonly timestampMs: number;
  readonly headers: readonly EncodedHeader[] | undefined;
  readonly headerBytes: number;
  /** What `send` was given, for partitioners. */
  readonly givenKey: unknown;
  readonly givenValue: unknown;
  key: Uint8Array | string | null;
  value: Uint8Array | string | null;
  /** As asked for by the record, or once a partitioner has chosen; undefined: not chosen yet. */
  partition: number | undefined;
  /** Monotonic ms after which it waits no longer (`maxBlockMs`). */
  readonly deadlineMs: number;
  /** The flush generation that it holds up. */
  readonly generation: number;
  /** Counted against the bytes that may wait. */
  chargedBytes: number;
}
