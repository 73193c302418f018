/**
 * Decides about transactions, as Kafka's TransactionCoordinator: who may use a transactional id, what belongs to its
 * transaction, how it ends. One for the whole cluster; which broker may be asked is decided by `coordinatorFor`.
 *
 * Version 1: the epoch of a producer lives until it is bumped by InitProducerId, an abort from outside, or a timeout.
 * Version 2 (KIP-890): each transaction ends with a bump, so that what arrives late from the one before is told apart.
 */
import { ErrorCode } from "@k/protocol";
import type { ClusterState, Partition } from "../cluster/index.js";
import type { GroupOffsets } from "./group-offsets.js";
import { Transaction } from "./transaction.js";
import { writeMarkers } from "./write-markers.js";

export interface ProducerIdentity {
  readonly producerId: number;
  readonly producerEpoch: number;
}

export interface IdentityResult extends ProducerIdentity {
  readonly errorCode: number;
}

/** Who asks, as every transactional request says it. */
export interface TransactionalRequest extends ProducerIdentity {
  readonly transactionalId: string;
}

/** Short.MAX_VALUE - 1: the last epoch that a producer is given. The one after it is for fencing. */
const LAST_EPOCH = 32_766;

export class TransactionCoordinator {
  readonly #cluster: ClusterState;
  readonly #groups: GroupOffsets;
  readonly #transactions = new Map<string, Transaction>();
  #closed = false;

  constructor(cluster: ClusterState, groups: GroupOffsets) {
    this.#cluster = cluster;
    this.#groups = groups;
  }

  transaction(transactionalId: string): Transaction | undefined {
    return this.#transactions.get(transactionalId);
  }

  /** `known`: the identity that the producer has and wants bumped; without it a new instance starts, and fences the old. */
  initProducerId(transactionalId: string, timeoutMs: number, known: ProducerIdentity | undefined): IdentityResult {
    if (transactionalId === "") return refused(ErrorCode.INVALID_REQUEST);
    if (timeoutMs <= 0 || timeoutMs > this.#cluster.settings.transactionMaxTimeoutMs) {
      return refused(ErrorCode.INVALID_TRANSACTION_TIMEOUT);
    }
    const transaction = this.#transactions.get(transactionalId) ?? this.#register(transactionalId, timeoutMs);
    if (known !== undefined && !ownsId(transaction, known)) return refused(ErrorCode.PRODUCER_FENCED);
    if (transaction.isCompleting) return refused(ErrorCode.CONCURRENT_TRANSACTIONS);
    if (transaction.state === "ongoing") {
      if (known !== undefined && known.producerEpoch !== transaction.producerEpoch)
        return refused(ErrorCode.PRODUCER_FENCED);
      this.#abortFromOutside(transaction);
      return refused(ErrorCode.CONCURRENT_TRANSACTIONS);
    }
    if (known !== undefined && known.producerEpoch !== transaction.producerEpoch && transaction.producerEpoch >= 0) {
      const isRetry =
        known.producerEpoch === transaction.lastProducerEpoch || known.producerId === transaction.lastProducerId;
      return isRetry ? granted(transaction) : refused(ErrorCode.PRODUCER_FENCED);
    }
    transaction.timeoutMs = timeoutMs;
    this.#bump(transaction, known !== undefined);
    transaction.goTo("empty");
    return granted(transaction);
  }

  /** Takes partitions into the transaction, and begins it if need be. Kafka's code. */
  addPartitions(request: TransactionalRequest, partitions: readonly Partition[]): number {
    return this.#enlist(request, (transaction) => {
      for (const partition of partitions) transaction.partitions.add(partition);
    });
  }

  addGroup(request: TransactionalRequest, groupId: string): number {
    return this.#enlist(request, (transaction) => {
      transaction.groups.add(groupId);
    });
  }

  /** Whether a partition belongs to the transaction (KIP-890, part 1). */
  verifyPartition(request: TransactionalRequest, partition: Partition): number {
    const { errorCode, transaction } = this.#find(request);
    if (transaction === undefined) return errorCode;
    return transaction.partitions.has(partition) ? ErrorCode.NONE : ErrorCode.TRANSACTION_ABORTABLE;
  }

  verifyGroup(request: TransactionalRequest, groupId: string): number {
    const { errorCode, transaction } = this.#find(request);
    if (transaction === undefined) return errorCode;
    return transaction.groups.has(groupId) ? ErrorCode.NONE : ErrorCode.TRANSACTION_ABORTABLE;
  }

  /** `bumpsEpoch`: the client speaks transactions v2 and takes its next epoch from the answer. */
  endTransaction(request: TransactionalRequest, commit: boolean, bumpsEpoch: boolean): IdentityResult {
    const { transactionalId, producerId, producerEpoch } = request;
    const transaction = this.#transactions.get(transactionalId);
    if (transaction === undefined) return refused(ErrorCode.INVALID_PRODUCER_ID_MAPPING);
    const isRetry = bumpsEpoch && (isBeforeLastBump(transaction, request) || isBeforeFence(transaction, request));
    if (producerId !== transaction.producerId && !isRetry) return refused(ErrorCode.INVALID_PRODUCER_ID_MAPPING);
    if (producerEpoch !== transaction.producerEpoch && !isRetry) return refused(ErrorCode.PRODUCER_FENCED);
    switch (transaction.state) {
      case "ongoing":
        if (isRetry) return refused(ErrorCode.PRODUCER_FENCED);
        this.#end(transaction, commit, bumpsEpoch);
        return granted(transaction);
      case "prepareCommit":
        return refused(commit ? ErrorCode.CONCURRENT_TRANSACTIONS : ErrorCode.INVALID_TXN_STATE);
      case "prepareAbort":
        return refused(commit ? ErrorCode.INVALID_TXN_STATE : ErrorCode.CONCURRENT_TRANSACTIONS);
      case "completeCommit":
      case "completeAbort":
      case "empty":
        return this.#endAgain(transaction, commit, bumpsEpoch, isRetry);
    }
  }

  close(): void {
    this.#closed = true;
    for (const transaction of this.#transactions.values()) this.#cluster.clock.clearTimer(transaction.timer);
  }

  /** There is nothing to end: it was ended already, or under version 2 an abort just asks for the next epoch. */
  #endAgain(transaction: Transaction, commit: boolean, bumpsEpoch: boolean, isRetry: boolean): IdentityResult {
    const alreadySo = transaction.state === (commit ? "completeCommit" : "completeAbort");
    if (bumpsEpoch) {
      if (isRetry) return alreadySo ? granted(transaction) : refused(ErrorCode.INVALID_TXN_STATE);
      if (commit) return refused(ErrorCode.INVALID_TXN_STATE);
      this.#end(transaction, false, true);
      return granted(transaction);
    }
    return alreadySo ? granted(transaction) : refused(ErrorCode.INVALID_TXN_STATE);
  }

  #register(transactionalId: string, timeoutMs: number): Transaction {
    const transaction = new Transaction(transactionalId, this.#cluster.nextProducerId(), timeoutMs);
    this.#transactions.set(transactionalId, transaction);
    return transaction;
  }

  #find(request: TransactionalRequest): { readonly errorCode: number; readonly transaction?: Transaction } {
    const transaction = this.#transactions.get(request.transactionalId);
    if (transaction === undefined || transaction.producerId !== request.producerId) {
      return { errorCode: ErrorCode.INVALID_PRODUCER_ID_MAPPING };
    }
    if (transaction.producerEpoch !== request.producerEpoch) return { errorCode: ErrorCode.PRODUCER_FENCED };
    if (transaction.isCompleting) return { errorCode: ErrorCode.CONCURRENT_TRANSACTIONS };
    return { errorCode: ErrorCode.NONE, transaction };
  }

  #enlist(request: TransactionalRequest, add: (transaction: Transaction) => void): number {
    const { errorCode, transaction } = this.#find(request);
    if (transaction === undefined) return errorCode;
    if (transaction.state !== "ongoing") {
      transaction.goTo("ongoing");
      const expire = (): void => this.#abortFromOutside(transaction);
      transaction.timer = this.#cluster.clock.setTimer(expire, transaction.timeoutMs);
    }
    add(transaction);
    return ErrorCode.NONE;
  }

  /** A timeout or a new instance: the bumped epoch in the marker fences who wrote until now. */
  #abortFromOutside(transaction: Transaction): void {
    if (transaction.producerEpoch < LAST_EPOCH + 1) transaction.producerEpoch++;
    // Nobody was given this epoch, so nobody can ask for it again. (Kafka's EndTxn takes that for a retry all the same.)
    transaction.lastProducerEpoch = -1;
    transaction.isFenced = true;
    this.#end(transaction, false, false);
  }

  #end(transaction: Transaction, commit: boolean, bumpsEpoch: boolean): void {
    const { clock, settings } = this.#cluster;
    clock.clearTimer(transaction.timer);
    transaction.goTo(commit ? "prepareCommit" : "prepareAbort");
    const { producerId } = transaction;
    // Under version 2 the marker carries the new epoch, also when the id is exchanged because epochs ran out.
    const markerEpoch = bumpsEpoch ? transaction.producerEpoch + 1 : transaction.producerEpoch;
    if (bumpsEpoch) this.#bump(transaction, true);
    const { partitions } = transaction;
    writeMarkers(
      { partitions, producerId, producerEpoch: markerEpoch, commit },
      {
        clock,
        wallClockMs: settings.wallClockMs,
        lagMs: settings.transactionMarkerLagMs,
        isClosed: () => this.#closed,
      },
      () => {
        for (const groupId of transaction.groups) this.#groups.end(groupId, producerId, commit);
        transaction.partitions.clear();
        transaction.groups.clear();
        transaction.goTo(commit ? "completeCommit" : "completeAbort");
      },
    );
  }

  /** The next epoch, or a new id when there is none. `remembers`: the producer may ask again with the old one. */
  #bump(transaction: Transaction, remembers: boolean): void {
    const { producerEpoch, producerId } = transaction;
    if (producerEpoch >= LAST_EPOCH) {
      transaction.lastProducerId = producerId;
      transaction.producerId = this.#cluster.nextProducerId();
      transaction.producerEpoch = 0;
    } else {
      transaction.producerEpoch = producerEpoch + 1;
    }
    transaction.lastProducerEpoch = remembers ? producerEpoch : -1;
    transaction.isFenced = false;
  }
}

function ownsId(transaction: Transaction, { producerId }: ProducerIdentity): boolean {
  return producerId === transaction.producerId || producerId === transaction.lastProducerId;
}

function isBeforeLastBump(transaction: Transaction, { producerId, producerEpoch }: ProducerIdentity): boolean {
  if (producerEpoch !== transaction.lastProducerEpoch) return false;
  return (
    producerId ===
    (transaction.producerEpoch === 0 && transaction.lastProducerId >= 0
      ? transaction.lastProducerId
      : transaction.producerId)
  );
}

/** Who was cut off by the last bump, and by nobody's InitProducerId since: a timeout, as far as it can know. */
function isBeforeFence(transaction: Transaction, { producerId, producerEpoch }: ProducerIdentity): boolean {
  return (
    transaction.isFenced && producerId === transaction.producerId && producerEpoch === transaction.producerEpoch - 1
  );
}

function granted({ producerId, producerEpoch }: Transaction): IdentityResult {
  return { errorCode: ErrorCode.NONE, producerId, producerEpoch };
}

function refused(errorCode: number): IdentityResult {
  return { errorCode, producerId: -1, producerEpoch: -1 };
}
