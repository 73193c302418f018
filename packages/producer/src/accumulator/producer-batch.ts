/** Records of one partition that travel, succeed and fail together. Owns their completions; knows nothing of requests. */
import type { RecordBatchBuilder, RecordsBuilder } from "@k/records";
import type { DeliveryDetails } from "../errors.js";
import type { AttemptResult, BatchSequence, NumberedBatch } from "../idempotence/index.js";
import { type Completion, RecordMetadata } from "../record/index.js";
import type { PartitionQueue } from "./partition-queue.js";

/**
 * The life of a batch.
 *
 * - `open`: takes records, if it is its queue's `openBatch`; a piece of a split batch takes none.
 * - `compressing`: takes none; a codec reads its buffer off the event loop. Still in its queue.
 * - `closed`: its bytes are final but for the producer state. In its queue, for the first time or again.
 * - `inFlight`: a request that carries it awaits its answer. In no queue, but in `queue.inFlight`.
 * - `done`: every completion is settled. A request may still carry it, if it expired in flight.
 */
export type BatchPhase = "open" | "compressing" | "closed" | "inFlight" | "done";

const TRANSITIONS: { readonly [from in BatchPhase]: readonly BatchPhase[] } = {
  open: ["compressing", "closed", "done"],
  compressing: ["closed", "done"],
  closed: ["inFlight", "done"],
  inFlight: ["closed", "done"],
  done: [],
};

/** KIP-467: the broker names the records that spoiled the batch. */
export interface RecordFailures {
  /** By index in the batch. */
  readonly errors: ReadonlyMap<number, Error>;
  readonly rest: Error;
}

export class ProducerBatch implements NumberedBatch {
  readonly queue: PartitionQueue;
  readonly builder: RecordsBuilder;
  /** Place in send order; the pieces of a split batch take fractions, by the records before them. */
  readonly order: number;
  /** How far apart in that order the batch's records are, if it is a piece; a whole batch has the span of 1 to divide. */
  readonly #recordSpan: number | undefined;
  /** Monotonic ms of the first append: the delivery clock starts here, and a piece of a split batch inherits it. */
  readonly createdMs: number;
  /** The flush generation that it holds up. */
  generation: number;
  /** Bytes of `bufferMemory` that the batch holds. */
  reservedBytes: number;
  phase: BatchPhase = "open";
  /** Final bytes, once closed. */
  bytes: Uint8Array | undefined;
  attempts = 0;
  retryAtMs = 0;
  lastAttempt: AttemptResult = "none";
  /** Whether any attempt ended without ruling out that the records are in the log. Never taken back. */
  possiblyPersisted = false;
  lastError: unknown;
  /** Encoded size of the record appended last. */
  lastRecordBytes = 0;
  /** Largest encoded record so far, for metrics and for the size of a split's pieces. */
  maxRecordBytes = 0;
  /** Writes of its bytes that the socket has not let go of. */
  writesPending = 0;
  /** A codec reads its buffer and will write to it, whether or not the batch still wants that. */
  codecPending = false;
  // What a result needs to know of its record is kept in columns; the result itself is made when the record settles.
  // Of records that wait by the hundred thousand, the garbage collector then has little to carry around.
  #completions: Completion[] = [];
  readonly #places: number[] = [];
  /** Less the first one, so that they are small integers. */
  readonly #timestampDeltas: number[] = [];
  readonly #keySizes: number[] = [];
  readonly #valueSizes: number[] = [];
  /** Undefined while no record has headers. */
  #headerSizes: number[] | undefined;
  /** Undefined in magic 2. */
  #checksums: number[] | undefined;
  #firstTimestampMs = 0;
  #sequence: BatchSequence | undefined;

  constructor(fields: {
    queue: PartitionQueue;
    builder: RecordsBuilder;
    order: number;
    createdMs: number;
    generation: number;
    reservedBytes: number;
    /** Set for a piece of a split batch. */
    recordSpan?: number;
  }) {
    this.queue = fields.queue;
    this.builder = fields.builder;
    this.order = fields.order;
    this.createdMs = fields.createdMs;
    this.generation = fields.generation;
    this.reservedBytes = fields.reservedBytes;
    this.#recordSpan = fields.recordSpan;
  }

  get recordCount(): number {
    return this.builder.count;
  }

  get sequence(): BatchSequence | undefined {
    return this.#sequence;
  }

  /** Whether any record has headers, which only magic 2 can carry. */
  get hasHeaders(): boolean {
    return this.#headerSizes !== undefined;
  }

  /** Whether it is a piece of a batch that a broker found too large. */
  get isPiece(): boolean {
    return this.#recordSpan !== undefined;
  }

  get recordSpan(): number {
    return this.#recordSpan ?? 1 / this.recordCount;
  }

  get isFull(): boolean {
    return this.phase !== "open" || this.isPiece || this.builder.isFull;
  }

  get isDone(): boolean {
    return this.phase === "done";
  }

  /** Remembers the record that the builder took last. */
  add(completion: Completion, place: number, timestampMs: number, headerBytes: number): void {
    const { builder } = this;
    const index = this.#completions.length;
    if (index === 0) this.#firstTimestampMs = timestampMs;
    this.#completions.push(completion);
    this.#places.push(place);
    this.#timestampDeltas.push(timestampMs - this.#firstTimestampMs);
    this.#keySizes.push(builder.lastKeySizeBytes);
    this.#valueSizes.push(builder.lastValueSizeBytes);
    if (headerBytes >= 0 || this.#headerSizes !== undefined) this.#setHeaderSize(index, headerBytes);
    if (builder.lastCrc !== undefined) {
      this.#checksums ??= [];
      this.#checksums.push(builder.lastCrc);
    }
  }

  /** Hands the record at `index` over to the piece of a split whose builder took it last. */
  moveRecord(index: number, to: ProducerBatch): void {
    const timestampMs = this.#firstTimestampMs + (this.#timestampDeltas[index] as number);
    const completion = this.#completions[index] as Completion;
    to.add(completion, this.#places[index] as number, timestampMs, this.#headerSizes?.[index] ?? -1);
  }

  renumber(sequence: BatchSequence | undefined): void {
    this.#sequence = sequence;
    if (sequence === undefined) {
      this.lastAttempt = "none";
      return;
    }
    const { producerId, producerEpoch, baseSequence } = sequence;
    // Only magic 2 is numbered.
    (this.builder as RecordBatchBuilder).setProducerState(producerId, producerEpoch, baseSequence);
  }

  enter(phase: BatchPhase): void {
    if (!TRANSITIONS[this.phase].includes(phase)) {
      throw new Error(`batch of ${this.queue.name}: no way from ${this.phase} to ${phase}`);
    }
    this.phase = phase;
  }

  /**
   * Settles every record with its offset.
   * @param baseOffset -1n if unknown (acks 0, a duplicate)
   * @param logAppendTimeMs the broker's timestamp for all records; -1 where the records keep their own
   */
  succeed(baseOffset: bigint, logAppendTimeMs: number): void {
    this.enter("done");
    const { topicPartition } = this.queue;
    const keepsTimestamps = logAppendTimeMs < 0;
    const step = baseOffset < 0n ? 0n : 1n;
    let offset = baseOffset;
    const completions = this.#takeCompletions();
    for (let index = 0; index < completions.length; index++) {
      (completions[index] as Completion).succeed(
        new RecordMetadata(
          topicPartition,
          offset,
          keepsTimestamps ? this.#timestampOf(index) : logAppendTimeMs,
          this.#checksums?.[index] ?? null,
          this.#keySizes[index] as number,
          this.#valueSizes[index] as number,
          this.#headerSizes?.[index] ?? -1,
        ),
        this.#places[index] as number,
      );
      // A sum of bigints that wraps at 64 bits is one machine instruction.
      offset = BigInt.asIntN(64, offset + step);
    }
  }

  /** Settles every record with `error`. */
  fail(error: Error): void {
    this.enter("done");
    this.#takeCompletions().forEach((completion, index) => {
      completion.fail(error, this.#places[index] as number);
    });
  }

  failRecords({ errors, rest }: RecordFailures): void {
    this.enter("done");
    this.#takeCompletions().forEach((completion, index) => {
      completion.fail(errors.get(index) ?? rest, this.#places[index] as number);
    });
  }

  /** For errors: how far the delivery got. */
  details(nowMs: number): DeliveryDetails {
    return {
      topic: this.queue.topicPartition.topic,
      partition: this.queue.topicPartition.partition,
      recordCount: this.recordCount,
      attempts: this.attempts,
      ageMs: nowMs - this.createdMs,
      persistence: this.possiblyPersisted ? "possiblyPersisted" : "notPersisted",
    };
  }

  /**
   * A settled batch holds nothing of its records: one that has grown old would keep them from the garbage collector
   * until it looks at everything.
   */
  #takeCompletions(): Completion[] {
    const completions = this.#completions;
    this.#completions = [];
    return completions;
  }

  /** Message sets of magic 0 have no timestamps. */
  #timestampOf(index: number): number {
    return this.builder.magic === 0 ? -1 : this.#firstTimestampMs + (this.#timestampDeltas[index] as number);
  }

  #setHeaderSize(index: number, headerBytes: number): void {
    this.#headerSizes ??= new Array<number>(index).fill(-1);
    this.#headerSizes.push(headerBytes);
  }
}
