/**
 * What one partition remembers of its idempotent producers, and what that makes of the next batch: append it, answer
 * with the offset of the first copy, or refuse it. Decides as Kafka's ProducerAppendInfo does:
 *
 * - the last five batches of a producer are known; one of them sent again is a duplicate;
 * - the next sequence is last + 1, or 0 after 2^31 - 1;
 * - a new epoch starts at 0, an older epoch is fenced;
 * - a producer without state may start anywhere (its state may have expired), except under transactions v2.
 */
import { ErrorCode } from "@k/protocol";
import { type BatchHeader, lastSequenceOf } from "./batch-header.js";
import type { StoredBatch } from "./batch-list.js";

/** Kafka keeps as many as the producer may have in flight. */
const REMEMBERED_BATCHES = 5;

interface RememberedBatch {
  readonly baseSequence: number;
  readonly lastSequence: number;
  readonly baseOffset: number;
  readonly lastOffset: number;
  readonly maxTimestampMs: number;
}

export interface ProducerStateEntry {
  readonly producerId: number;
  readonly producerEpoch: number;
  /** Oldest first; empty after a transaction marker with a new epoch. */
  readonly batches: readonly RememberedBatch[];
  /** Offset of its last transaction marker, -1 for none. */
  readonly markerOffset: number;
  /** When this producer was last heard of, on the broker's clock. */
  readonly updatedAtMs: number;
}

export type SequenceVerdict =
  | { readonly kind: "append" }
  | { readonly kind: "duplicate"; readonly baseOffset: number; readonly maxTimestampMs: number }
  | { readonly kind: "refuse"; readonly errorCode: number; readonly message: string };

export interface SequenceRules {
  /** Transactions v2: the first batch of a producer without state has to have sequence 0. */
  readonly strictFirstSequence?: boolean;
  /** Before Kafka 2.5 a producer without state was refused with UNKNOWN_PRODUCER_ID unless it began at 0. */
  readonly refuseUnknownProducers?: boolean;
}

export class ProducerState {
  readonly #entries = new Map<number, ProducerStateEntry>();
  /** Producer id → first offset of its open transaction. */
  readonly #open = new Map<number, number>();

  get(producerId: number): ProducerStateEntry | undefined {
    return this.#entries.get(producerId);
  }

  hasOpenTransaction(producerId: number): boolean {
    return this.#open.has(producerId);
  }

  openTransactionFirstOffset(producerId: number): number | undefined {
    return this.#open.get(producerId);
  }

  /** What becomes of a batch that a client sent. Changes nothing. */
  check(header: BatchHeader, rules: SequenceRules = {}): SequenceVerdict {
    const { producerId, producerEpoch, baseSequence } = header;
    const entry = this.#entries.get(producerId);
    if (entry === undefined) {
      if (baseSequence === 0) return APPEND;
      if (rules.refuseUnknownProducers)
        return refuse(ErrorCode.UNKNOWN_PRODUCER_ID, `no state for producer ${producerId}`);
      if (rules.strictFirstSequence && header.transactional) return outOfOrder(header, "no state, so 0");
      return APPEND;
    }
    const duplicate = findDuplicate(entry, header);
    if (duplicate !== undefined) {
      return { kind: "duplicate", baseOffset: duplicate.baseOffset, maxTimestampMs: duplicate.maxTimestampMs };
    }
    if (producerEpoch < entry.producerEpoch) {
      const known = `epoch ${producerEpoch} of producer ${producerId} is older than the current ${entry.producerEpoch}`;
      return refuse(ErrorCode.INVALID_PRODUCER_EPOCH, known);
    }
    if (producerEpoch > entry.producerEpoch)
      return baseSequence === 0 ? APPEND : outOfOrder(header, "a new epoch, so 0");
    if (this.#open.has(producerId) && !header.transactional) {
      return refuse(
        ErrorCode.INVALID_TXN_STATE,
        `producer ${producerId} has an open transaction, and this is no part of it`,
      );
    }
    const expected = nextSequence(entry);
    return baseSequence === expected ? APPEND : outOfOrder(header, `${expected}`);
  }

  /** Takes note of a batch that was appended, a transaction marker included. */
  update(batch: StoredBatch, nowMs: number): void {
    if (batch.producerId < 0) return;
    const before = this.#entries.get(batch.producerId);
    const { producerId, producerEpoch } = batch;
    // A marker with the epoch of the transaction leaves the sequence where it is; one with a new epoch starts it anew.
    const known = before?.producerEpoch === producerEpoch ? before.batches : [];
    const markerOffset = before?.markerOffset ?? -1;
    const entry = { producerId, producerEpoch, batches: known, markerOffset, updatedAtMs: nowMs };
    if (batch.control) {
      this.#open.delete(producerId);
      this.#entries.set(producerId, { ...entry, markerOffset: batch.lastOffset });
      return;
    }
    if (batch.transactional && !this.#open.has(producerId)) this.#open.set(producerId, batch.baseOffset);
    this.#entries.set(producerId, { ...entry, batches: [...known.slice(1 - REMEMBERED_BATCHES), remember(batch)] });
  }

  /** The first offset of the oldest open transaction, or undefined. */
  firstOpenOffset(): number | undefined {
    let first: number | undefined;
    for (const offset of this.#open.values()) if (first === undefined || offset < first) first = offset;
    return first;
  }

  /** producer.id.expiration.ms: forgets the producer if it was silent for longer, unless a transaction is open. */
  expire(producerId: number, nowMs: number, expirationMs: number): void {
    const entry = this.#entries.get(producerId);
    if (entry !== undefined && !this.#open.has(producerId) && nowMs - entry.updatedAtMs >= expirationMs) {
      this.#entries.delete(producerId);
    }
  }

  /** Forgets one producer, or all of them. */
  forget(producerId?: number): void {
    if (producerId === undefined) {
      this.#entries.clear();
      this.#open.clear();
    } else {
      this.#entries.delete(producerId);
      this.#open.delete(producerId);
    }
  }

  /** After the log lost everything from `endOffset` on: state that rests on lost batches is built anew from the rest. */
  truncate(endOffset: number, remaining: Iterable<StoredBatch>, nowMs: number): void {
    const affected = new Set<number>();
    for (const { producerId, batches, markerOffset } of this.#entries.values()) {
      if (Math.max(batches.at(-1)?.lastOffset ?? -1, markerOffset) >= endOffset) affected.add(producerId);
    }
    for (const producerId of affected) this.forget(producerId);
    for (const batch of remaining) if (affected.has(batch.producerId)) this.update(batch, nowMs);
  }
}

const APPEND: SequenceVerdict = { kind: "append" };

function refuse(errorCode: number, message: string): SequenceVerdict {
  return { kind: "refuse", errorCode, message };
}

function outOfOrder(header: BatchHeader, expected: string): SequenceVerdict {
  const who = `producer ${header.producerId} epoch ${header.producerEpoch}`;
  return refuse(
    ErrorCode.OUT_OF_ORDER_SEQUENCE_NUMBER,
    `${who}: sequence ${header.baseSequence}, expected ${expected}`,
  );
}

function nextSequence(entry: ProducerStateEntry): number {
  const last = entry.batches.at(-1)?.lastSequence ?? -1;
  return last === 2 ** 31 - 1 ? 0 : last + 1;
}

function findDuplicate(entry: ProducerStateEntry, header: BatchHeader): RememberedBatch | undefined {
  if (entry.producerEpoch !== header.producerEpoch) return undefined;
  const lastSequence = lastSequenceOf(header);
  return entry.batches.find((b) => b.baseSequence === header.baseSequence && b.lastSequence === lastSequence);
}

function remember(batch: StoredBatch): RememberedBatch {
  const { baseSequence, baseOffset, lastOffset, maxTimestampMs } = batch;
  return {
    baseSequence,
    lastSequence: (baseSequence + lastOffset - baseOffset) % 2 ** 31,
    baseOffset,
    lastOffset,
    maxTimestampMs,
  };
}
