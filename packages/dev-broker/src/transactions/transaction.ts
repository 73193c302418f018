/**
 * The coordinator's record of one transactional id, and the states it goes through.
 *
 *     empty → ongoing → prepareCommit → completeCommit → ongoing …
 *                     ↘ prepareAbort  → completeAbort  ↗
 *
 * - `empty`: a producer has registered and begun nothing.
 * - `ongoing`: partitions or groups belong to the transaction; a timer runs.
 * - `prepareCommit`, `prepareAbort`: decided, for good; markers are on their way to the partitions.
 * - `completeCommit`, `completeAbort`: every partition has its marker.
 */
import type { Partition } from "../cluster/index.js";

export type TransactionState =
  | "empty"
  | "ongoing"
  | "prepareCommit"
  | "prepareAbort"
  | "completeCommit"
  | "completeAbort";

const NEXT: Readonly<Record<TransactionState, readonly TransactionState[]>> = {
  empty: ["ongoing", "prepareAbort", "empty"],
  ongoing: ["ongoing", "prepareCommit", "prepareAbort"],
  prepareCommit: ["completeCommit"],
  prepareAbort: ["completeAbort"],
  completeCommit: ["ongoing", "prepareAbort", "empty"],
  completeAbort: ["ongoing", "prepareAbort", "empty"],
};

export class Transaction {
  readonly transactionalId: string;
  producerId: number;
  /** -1 until the first InitProducerId is through. */
  producerEpoch = -1;
  /** What the epoch was before the last bump: a request that is sent again still carries it. */
  lastProducerEpoch = -1;
  /** The id before the last change of ids, which happens when epochs run out. */
  lastProducerId = -1;
  /** The last bump was the coordinator's own, to abort it. */
  isFenced = false;
  timeoutMs: number;
  readonly partitions = new Set<Partition>();
  /** Groups whose offsets are committed with the transaction. */
  readonly groups = new Set<string>();
  /** The timer that aborts it. */
  timer: unknown;
  #state: TransactionState = "empty";

  constructor(transactionalId: string, producerId: number, timeoutMs: number) {
    this.transactionalId = transactionalId;
    this.producerId = producerId;
    this.timeoutMs = timeoutMs;
  }

  get state(): TransactionState {
    return this.#state;
  }

  /** Decided and not yet finished everywhere. */
  get isCompleting(): boolean {
    return this.#state === "prepareCommit" || this.#state === "prepareAbort";
  }

  goTo(state: TransactionState): void {
    if (!NEXT[this.#state].includes(state)) {
      throw new Error(`transaction ${this.transactionalId}: no way from ${this.#state} to ${state}`);
    }
    this.#state = state;
  }
}
