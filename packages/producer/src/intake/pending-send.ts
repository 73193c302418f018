/** A send on its way into a batch; it may have to wait for its serializer, its topic's metadata, or memory. */
import type { TopicQueues } from "../accumulator/index.js";
import type { Completion, EncodedHeader } from "../record/index.js";
import type { SerializedData } from "../serializer/index.js";

export class PendingSend {
  completion!: Completion;
  /** Its record's place there. */
  place = 0;
  topic!: TopicQueues;
  timestampMs = 0;
  headers: readonly EncodedHeader[] | undefined = undefined;
  headerBytes = -1;
  /** What `send` was given, for partitioners. */
  givenKey: unknown = undefined;
  givenValue: unknown = undefined;
  key: SerializedData = null;
  value: SerializedData = null;
  /** False while an asynchronous serializer is at work. */
  isSerialized = true;
  /** As asked for by the record, or once a partitioner has chosen; undefined: not chosen yet. */
  partition: number | undefined = undefined;
  /** Monotonic ms after which it waits no longer (`maxBlockMs`). */
  deadlineMs = 0;
  /** The flush generation that it holds up. */
  generation = 0;
  /** Counted against the bytes that may wait. */
  chargedBytes = 0;
  /** The line in which it stands, if it waits. */
  line: Set<PendingSend> | undefined = undefined;
}
