/**
 * Numbers the batches of one partition, so that a broker drops repeats and refuses gaps (KIP-98).
 *
 * The rules, each of which closes a known hole of other clients:
 *
 * - A batch keeps its numbers on every retry, until an answer says that no leader appended it.
 * - Only one request is in flight until the current leader has acknowledged a batch under the current producer id and
 *   epoch: a broker without state for a producer takes any sequence, so a pipelined second batch could be appended
 *   after the first one failed (KAFKA-14359).
 * - A retry travels alone: with nothing else of its partition in flight, order cannot break.
 * - When a number can never be filled (its batch failed for good), numbering starts again at 0 under the next epoch, but
 *   only once nothing is in flight and every batch whose fate is open has been resolved under its old numbers: renumbering
 *   a batch that was appended would write it twice.
 *
 * A broker keeps producer state per partition, so the epoch of a producer without transactions is counted up here for
 * one partition at a time; the others go on undisturbed.
 */

/** The numbers under which a broker knows an idempotent batch. They never change while an attempt is unresolved. */
export interface BatchSequence {
  readonly producerId: bigint;
  readonly producerEpoch: number;
  readonly baseSequence: number;
}

/** What is known of the attempts under the present numbers: once one may have been appended, only the numbers can tell. */
export type AttemptResult = "none" | "notAppended" | "unknown";

/** A batch, as far as its numbers are concerned. */
export interface NumberedBatch {
  readonly recordCount: number;
  readonly lastAttempt: AttemptResult;
  readonly sequence: BatchSequence | undefined;
  /** Writes the numbers into the batch; undefined: it has none any more. */
  renumber(sequence: BatchSequence | undefined): void;
}

/** Sequences go from 0 to 2^31 - 1 and start again. */
const SEQUENCE_MODULUS = 2 ** 31;
/** Epochs are int16; the last one is never used, so that a coordinator can still fence with it. */
const MAX_EPOCH = 32766;

export interface ProducerIdentity {
  readonly producerId: bigint;
  readonly producerEpoch: number;
}

function addToSequence(sequence: number, count: number): number {
  return (sequence + count) % SEQUENCE_MODULUS;
}

/** Whether `identity` is another producer id, or a later epoch of the same. */
function isNewer(identity: ProducerIdentity, than: ProducerIdentity | undefined): boolean {
  return than === undefined || identity.producerId !== than.producerId || identity.producerEpoch > than.producerEpoch;
}

export class PartitionSequence {
  #identity: ProducerIdentity | undefined;
  /** The id that the coordinator gave last; adopted when numbering starts again. */
  #granted: ProducerIdentity | undefined;
  #next: number;
  readonly #first: number;
  readonly #countsEpochs: boolean;
  #confirmed = false;
  #broken = false;

  constructor(options: {
    /** Whether it counts the epoch up itself; the epoch of a transactional producer is its coordinator's. */
    countsEpochs: boolean;
    /** Where numbering starts under a new id; not 0 only in tests of the wrap. */
    firstSequence?: number;
  }) {
    this.#countsEpochs = options.countsEpochs;
    this.#first = options.firstSequence ?? 0;
    this.#next = this.#first;
  }

  /** Whether a number was lost, so that numbering must start again. */
  get broken(): boolean {
    return this.#broken;
  }

  /** Whether a new producer id is needed before the next batch can be numbered. */
  get needsProducerId(): boolean {
    return this.#granted === undefined;
  }

  /** The id and epoch in force, if there is one. A newer one than before starts numbering again. */
  grant(identity: ProducerIdentity | undefined): void {
    if (identity === undefined || !isNewer(identity, this.#identity)) return;
    this.#granted = identity;
    if (this.#identity === undefined) this.#start(identity);
    else this.#broken = true;
  }

  /** The leader moved: it may not know this producer yet. */
  leaderChanged(): void {
    this.#confirmed = false;
  }

  /** A batch was acknowledged. */
  acknowledged(sequence: BatchSequence): void {
    if (sequence.producerId === this.#identity?.producerId && sequence.producerEpoch === this.#identity.producerEpoch) {
      this.#confirmed = true;
    }
  }

  /** An attempt failed: fall back to one request in flight. */
  attemptFailed(): void {
    this.#confirmed = false;
  }

  /** The numbers of a batch will never be filled, or the broker does not accept them. */
  lost(): void {
    this.#broken = true;
  }

  /** How many requests of this partition may be in flight when its next batch is `batch`. */
  allowedInFlight(batch: NumberedBatch, maxInFlight: number): number {
    // Until numbering starts again, only a batch whose fate is open may go: to learn it.
    if (this.#broken) return batch.sequence !== undefined && batch.lastAttempt === "unknown" ? 1 : 0;
    if (batch.sequence !== undefined) return 1;
    return this.#confirmed ? maxInFlight : 1;
  }

  /**
   * Called with nothing in flight, before the first of `queued` is sent: starts numbering again if it must and may.
   * Batches that were numbered before lose their numbers; none of them is in a log.
   */
  restartIfBroken(queued: readonly NumberedBatch[]): void {
    if (!this.#broken || this.#granted === undefined) return;
    const first = queued[0];
    if (first?.sequence !== undefined && first.lastAttempt === "unknown") return;
    const next = this.#nextIdentity(this.#granted);
    if (next === undefined) {
      if (this.#countsEpochs) this.#granted = undefined;
      return;
    }
    // Behind a batch that was not appended, none can have been: the broker refuses gaps.
    for (const batch of queued) batch.renumber(undefined);
    this.#start(next);
  }

  /** Gives `batch` its numbers, unless it has some: the first time it is drained. */
  assign(batch: NumberedBatch): void {
    if (batch.sequence !== undefined) return;
    batch.renumber({ ...(this.#identity as ProducerIdentity), baseSequence: this.#next });
    this.#next = addToSequence(this.#next, batch.recordCount);
  }

  /** Gives a piece of a split batch the numbers that its records had there. */
  continue(piece: NumberedBatch, whole: BatchSequence, offset: number): void {
    piece.renumber({ ...whole, baseSequence: addToSequence(whole.baseSequence, offset) });
  }

  /** Undefined if only a new producer id, or the coordinator's next epoch, helps. */
  #nextIdentity(granted: ProducerIdentity): ProducerIdentity | undefined {
    const current = this.#identity;
    if (current === undefined || isNewer(granted, current)) return granted;
    if (!this.#countsEpochs || current.producerEpoch >= MAX_EPOCH) return undefined;
    return { producerId: current.producerId, producerEpoch: current.producerEpoch + 1 };
  }

  #start(identity: ProducerIdentity): void {
    // Brokers that know the producer want a new epoch to begin at 0.
    this.#next = identity.producerId === this.#identity?.producerId ? 0 : this.#first;
    this.#identity = identity;
    this.#confirmed = false;
    this.#broken = false;
  }
}
