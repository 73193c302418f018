/**
 * Runs the transactions of a producer: which call is allowed when, and what the coordinator is asked.
 *
 * Two protocols, told apart by the cluster's feature `transaction.version` when a transaction begins:
 * in v1 a partition or group is added to the transaction before anything is written to it; in v2 (KIP-890) writing adds it,
 * and every transaction has its own epoch, so that a late EndTxn cannot end the next one.
 */
import { IllegalStateError, type KafkaClient } from "@k/client";
import {
  AddOffsetsToTxn,
  AddPartitionsToTxn,
  EndTxn,
  ErrorCode,
  InitProducerId,
  type KafkaError,
  TxnOffsetCommit,
} from "@k/protocol";
import type { PartitionQueue } from "../accumulator/index.js";
import { type WaitOptions, within } from "../budget.js";
import type { Clock } from "../clock.js";
import { asKafkaError, type DeliveryDetails, TransactionAbortableError } from "../errors.js";
import type { ProducerIdentity } from "../idempotence/index.js";
import { type BlockingCall, BlockingCalls } from "./blocking-calls.js";
import { type ConsumerGroupMetadata, type OffsetToCommit, offsetsByTopic, offsetsKey } from "./consumer-offsets.js";
import type { CoordinatorClient } from "./coordinator-client.js";
import { mayEnter, type TransactionState, type TransactionStateName } from "./transaction-state.js";

/** The last versions for clients of the first protocol. */
const V1_MAX = { addPartitions: 3, txnOffsetCommit: 4, endTxn: 4, produce: 11 } as const;
const V2_MIN = { txnOffsetCommit: 5, endTxn: 5 } as const;
/** From this version on InitProducerId raises the epoch of an id, and refuses one that was fenced (KIP-360). */
const BUMPING_VERSION = 3;

/** What the rest of the producer does for a transaction. */
export interface TransactionHooks {
  /** Sends everything that is waiting and resolves when it is settled. */
  readonly settleAll: () => Promise<void>;
  /** Resolves when nothing is on the wire any more, not even what has been given up. */
  readonly landed: () => Promise<void>;
  /** Fails what has not been sent yet. */
  readonly dropUnsent: (errorFor: (delivery: DeliveryDetails | undefined) => KafkaError) => void;
  /** It entered another state, because of an error or not. */
  readonly moved: (state: TransactionStateName, error: KafkaError | null) => void;
  /** Batches that were held back may go. */
  readonly wakeup: () => void;
}

export class TransactionManager {
  readonly transactionalId: string;
  readonly #timeoutMs: number;
  readonly #client: KafkaClient;
  readonly #coordinators: CoordinatorClient;
  readonly #hooks: TransactionHooks;
  #state: TransactionState = { name: "uninitialized" };
  #identity: ProducerIdentity | undefined;
  readonly #clock: Clock;
  readonly #maxBlockMs: number;
  readonly #calls: BlockingCalls;
  /** Commits of offsets that are not done, each by what it commits, one after the other. */
  readonly #offsets = new Map<string, Promise<void>>();
  /** When the last one of them is done, either way. */
  #offsetsDone: Promise<void> = Promise.resolve();
  /** From the call of abortTransaction on: nothing of the transaction is tried again. */
  #aborting = false;
  /** Of the transaction that is open, or of the next one. */
  #version: 1 | 2 = 1;
  #level = 0;
  /** v1: partitions that are part of the transaction, and those that must become part of it. */
  readonly #added = new Set<PartitionQueue>();
  readonly #toAdd = new Set<PartitionQueue>();
  #adding: Promise<void> | undefined;
  /** Whether the coordinator knows of the transaction, or may: then it must be told of its end. */
  #begun: "no" | "perhaps" | "yes" = "no";
  /** v1: after an error or a lost answer the epoch must be raised, so that nothing late of this transaction gets into the next. */
  #bumpEpoch = false;

  constructor(parts: {
    transactionalId: string;
    transactionTimeoutMs: number;
    /** How long a call waits, unless it says so itself. */
    maxBlockMs: number;
    clock: Clock;
    client: KafkaClient;
    coordinators: CoordinatorClient;
    hooks: TransactionHooks;
  }) {
    this.transactionalId = parts.transactionalId;
    this.#timeoutMs = parts.transactionTimeoutMs;
    this.#maxBlockMs = parts.maxBlockMs;
    this.#clock = parts.clock;
    this.#calls = new BlockingCalls(parts.clock, parts.transactionalId);
    this.#client = parts.client;
    this.#coordinators = parts.coordinators;
    this.#hooks = parts.hooks;
  }

  get state(): TransactionStateName {
    return this.#state.name;
  }

  /** The producer id and epoch in force; undefined before `initTransactions`. */
  get identity(): ProducerIdentity | undefined {
    return this.#identity;
  }

  /** The newest Produce version of the transaction's protocol. */
  get maxProduceVersion(): number {
    return this.#version === 1 ? V1_MAX.produce : Number.POSITIVE_INFINITY;
  }

  /** Throws why a record cannot be taken now. */
  checkSend(): void {
    const state = this.#state;
    if (state.name === "inTransaction") return;
    if (state.name === "fatalError") throw state.error;
    if (state.name === "abortableError") {
      throw new TransactionAbortableError(`${this.transactionalId}: the transaction must be aborted`, {
        cause: state.error,
      });
    }
    throw new IllegalStateError(
      `${this.transactionalId}: records can be sent only in a transaction, the producer is ${state.name}`,
    );
  }

  /** Whether batches of a partition may be sent. In v1 the coordinator must have taken the partition in first. */
  mayDrain(queue: PartitionQueue): boolean {
    const { name } = this.#state;
    if (name !== "inTransaction" && name !== "committing") return false;
    if (this.#version === 2) {
      this.#begun = "yes";
      return true;
    }
    if (this.#added.has(queue)) return true;
    this.#toAdd.add(queue);
    this.#adding ??= this.#addPartitions();
    return false;
  }

  /** Why a batch need not be sent again: its transaction cannot be committed any more. Undefined if it can. */
  get abandoned(): KafkaError | undefined {
    const state = this.#state;
    if (state.name === "abortableError" || state.name === "fatalError") return state.error;
    return state.name === "aborting" ? this.#aborted() : undefined;
  }

  /** A batch failed for good: the transaction is not whole any more. */
  batchFailed(error: Error): void {
    this.#mustAbort(asKafkaError(error, `${this.transactionalId}: a batch failed`));
  }

  /** A record was not taken at all: the transaction is not whole any more, though nothing of it was sent. */
  recordRefused(error: Error): void {
    const { name } = this.#state;
    if (name !== "inTransaction" && name !== "committing") return;
    this.#spoil(asKafkaError(error, `${this.transactionalId}: a record was not taken`));
  }

  /** No record can be sent any more. */
  failed(error: KafkaError): void {
    this.#enter({ name: "fatalError", error });
  }

  initTransactions(wait: WaitOptions = {}): Promise<void> {
    return this.#call("initTransactions", ["uninitialized"], wait, async () => {
      this.#enter({ name: "initializing" });
      try {
        await this.#initProducerId(undefined);
      } catch (error) {
        // What was refused to this id may be granted later; everything else stays.
        if (!(error instanceof TransactionAbortableError)) throw this.#failedWith(error);
        this.#enter({ name: "uninitialized" });
        throw error;
      }
      this.#version = this.#versionOfCluster();
      this.#enter({ name: "ready" });
    });
  }

  beginTransaction(): void {
    this.#check("beginTransaction", ["ready"]);
    this.#calls.forget();
    this.#enter({ name: "inTransaction" });
  }

  /** Commits of different offsets are made one after the other; of the same, while it is under way, it is one. */
  sendOffsets(offsets: readonly OffsetToCommit[], group: ConsumerGroupMetadata, wait: WaitOptions = {}): Promise<void> {
    const key = offsetsKey(offsets, group);
    const result = this.#offsets.get(key) ?? this.#queueOffsets(key, offsets, group);
    return within(result, "sendOffsetsToTransaction", this.#clock, this.#limited(wait));
  }

  commitTransaction(wait: WaitOptions = {}): Promise<void> {
    return this.#call("commitTransaction", ["inTransaction"], wait, async () => {
      this.#enter({ name: "committing" });
      const settled = this.#hooks.settleAll();
      if (this.#offsets.size > 0) await this.#offsetsDone;
      // An abort may overtake it until here.
      if (this.#aborting) this.#mustAbort(this.#aborted());
      await settled;
      await this.#adding;
      this.#throwIfBroken();
      await this.#end(true);
    });
  }

  abortTransaction(wait: WaitOptions = {}): Promise<void> {
    // A commit that waits for offsets has decided nothing yet, and those may never be taken.
    const overtaken = this.#isHeldUp ? this.#calls.current : undefined;
    return this.#call(
      "abortTransaction",
      overtaken === undefined ? ["inTransaction", "abortableError"] : ["committing"],
      wait,
      async () => {
        // Offsets that are still being tried need not be committed any more, and give up.
        if (this.#offsets.size > 0) await this.#offsetsDone;
        const error = this.#state.name === "abortableError" ? this.#state.error : undefined;
        this.#throwIfFatal();
        this.#enter({ name: "aborting" });
        this.#hooks.dropUnsent((delivery) => this.#aborted(error, delivery));
        await this.#adding;
        await this.#hooks.settleAll();
        // v1: what the leader appends behind the abort marker would be part of the next transaction.
        await this.#hooks.landed();
        this.#throwIfBroken();
        await this.#end(false);
      },
      overtaken,
    );
  }

  /** Why a request for the transaction need not be tried again. */
  readonly #givenUp = (): KafkaError | undefined => (this.#aborting ? this.#aborted() : undefined);

  /**
   * Waits for a commit or an abort that its caller gave up on, and rejects with why it failed; what such a commit leaves is
   * aborted first.
   */
  async settlePrevious(wait: WaitOptions = {}): Promise<void> {
    const { undecided } = this.#calls;
    if (undecided === undefined || undecided.name === "initTransactions") return;
    try {
      await this.#calls.wait(undecided, this.#limited(wait));
    } catch (error) {
      if (this.isOpen) await this.abortTransaction(wait).catch(() => {});
      throw error;
    }
  }

  /** For `close`: lets the call that is under way end, and aborts what is still open. */
  async finish(): Promise<void> {
    const { current } = this.#calls;
    // Before it is through there is nothing to abort.
    if (current?.name === "initTransactions") return;
    await current?.result.catch(() => {});
    if (this.isOpen) await this.abortTransaction();
  }

  /** Whether there is a transaction that only an abort ends. */
  get isOpen(): boolean {
    return this.#state.name === "inTransaction" || this.#state.name === "abortableError" || this.#isHeldUp;
  }

  /** Whether a commit waits for offsets to be committed. */
  get #isHeldUp(): boolean {
    return this.#state.name === "committing" && this.#offsets.size > 0;
  }

  /** The level of the cluster's feature `transaction.version`, as the coordinator told it. */
  #featureLevel(): number {
    const nodeId = this.#coordinators.known("transaction", this.transactionalId);
    const level = nodeId === undefined ? undefined : this.#client.finalizedFeature(nodeId, "transaction.version");
    // While the coordinator is not connected, what it said last holds.
    if (level !== undefined) this.#level = level;
    return this.#level;
  }

  /** What the next transaction can be. */
  #versionOfCluster(): 1 | 2 {
    return this.#featureLevel() >= 2 ? 2 : 1;
  }

  /** Makes a call, or repeats it, and waits for its end. */
  async #call(
    name: "initTransactions" | "commitTransaction" | "abortTransaction",
    allowed: readonly TransactionStateName[],
    wait: WaitOptions,
    work: () => Promise<void>,
    overtaken?: BlockingCall,
  ): Promise<void> {
    let call = this.#calls.repeated(name);
    if (call === undefined) {
      this.#calls.checkFree(name, overtaken);
      this.#check(name, allowed);
      // From here on nothing of the transaction is tried again.
      if (name === "abortTransaction") this.#aborting = true;
      call = this.#calls.start(name, work);
    }
    await this.#calls.wait(call, this.#limited(wait));
  }

  #limited({ timeoutMs = this.#maxBlockMs, signal }: WaitOptions): WaitOptions {
    return { timeoutMs, signal };
  }

  #queueOffsets(key: string, offsets: readonly OffsetToCommit[], group: ConsumerGroupMetadata): Promise<void> {
    this.#calls.checkFree("sendOffsetsToTransaction");
    this.#check("sendOffsetsToTransaction", ["inTransaction"]);
    // As they are now: it may be a while until it is their turn.
    const copies = offsets.map((offset) => ({ ...offset }));
    const result = this.#offsetsDone
      .then(() => this.#sendOffsets(copies, { ...group }))
      .finally(() => this.#offsets.delete(key));
    this.#offsets.set(key, result);
    this.#offsetsDone = result.catch(() => {});
    return result;
  }

  async #sendOffsets(offsets: readonly OffsetToCommit[], group: ConsumerGroupMetadata): Promise<void> {
    if (offsets.length === 0) return;
    this.#throwIfBroken();
    if (this.#aborting) throw this.#aborted();
    // In v2 the commit itself takes the group in; in v1 the coordinator says that it has.
    if (this.#version === 2) this.#begun = "yes";
    try {
      if (this.#version === 1) await this.#addOffsets(group.groupId);
      await this.#commitOffsets(offsets, group);
    } catch (error) {
      throw this.#failedWith(error);
    }
  }

  #check(name: string, allowed: readonly TransactionStateName[]): void {
    const state = this.#state;
    if (allowed.includes(state.name)) return;
    if (state.name === "fatalError") throw state.error;
    if (state.name === "abortableError") {
      throw new TransactionAbortableError(`${this.transactionalId}: ${name}: the transaction must be aborted`, {
        cause: state.error,
      });
    }
    throw new IllegalStateError(`${this.transactionalId}: ${name} is not allowed, the producer is ${state.name}`);
  }

  async #initProducerId(current: ProducerIdentity | undefined): Promise<void> {
    const { transactionalId } = this;
    await this.#coordinators.ask("InitProducerId", "transaction", transactionalId, async (nodeId) => {
      const response = await this.#client.send(
        InitProducerId,
        (version) => ({
          transactionalId,
          transactionTimeoutMs: this.#timeoutMs,
          ...(version >= BUMPING_VERSION && current),
        }),
        { to: nodeId },
      );
      if (response.errorCode === 0) {
        this.#identity = { producerId: response.producerId, producerEpoch: response.producerEpoch };
      }
      return [response.errorCode];
    });
  }

  /** v1: takes in, one request after the other, every partition that wants to be written to. */
  async #addPartitions(): Promise<void> {
    const { transactionalId } = this;
    try {
      // Everything that wants in during this turn goes in one request.
      await Promise.resolve();
      while (this.#toAdd.size > 0) {
        const adding = [...this.#toAdd];
        await this.#coordinators.ask(
          "AddPartitionsToTxn",
          "transaction",
          transactionalId,
          async (nodeId) => {
            const response = await this.#answerTo(
              this.#client.send(
                AddPartitionsToTxn,
                {
                  v3AndBelowTransactionalId: transactionalId,
                  v3AndBelowProducerId: this.#required().producerId,
                  v3AndBelowProducerEpoch: this.#required().producerEpoch,
                  v3AndBelowTopics: partitionsByTopic(adding),
                },
                { to: nodeId, maxVersion: V1_MAX.addPartitions },
              ),
            );
            const errorCodes = response.resultsByTopicV3AndBelow.flatMap(({ resultsByPartition }) =>
              resultsByPartition.map(({ partitionErrorCode }) => partitionErrorCode),
            );
            if (errorCodes.includes(ErrorCode.NONE)) this.#begun = "yes";
            else if (errorCodes.includes(ErrorCode.UNKNOWN_SERVER_ERROR)) this.#mayHaveBegun();
            return errorCodes;
          },
          this.#givenUp,
        );
        for (const queue of adding) {
          this.#toAdd.delete(queue);
          this.#added.add(queue);
        }
        this.#hooks.wakeup();
      }
    } catch (error) {
      this.#toAdd.clear();
      const cause = this.#aborting ? this.#aborted() : this.#failedWith(error);
      this.#hooks.dropUnsent((delivery) => this.#aborted(cause, delivery));
    } finally {
      this.#adding = undefined;
    }
  }

  async #addOffsets(groupId: string): Promise<void> {
    const { transactionalId } = this;
    await this.#coordinators.ask(
      "AddOffsetsToTxn",
      "transaction",
      transactionalId,
      async (nodeId) => {
        const response = await this.#answerTo(
          this.#client.send(AddOffsetsToTxn, { transactionalId, ...this.#required(), groupId }, { to: nodeId }),
        );
        if (response.errorCode === ErrorCode.NONE) this.#begun = "yes";
        else if (response.errorCode === ErrorCode.UNKNOWN_SERVER_ERROR) this.#mayHaveBegun();
        return [response.errorCode];
      },
      this.#givenUp,
    );
  }

  async #commitOffsets(offsets: readonly OffsetToCommit[], group: ConsumerGroupMetadata): Promise<void> {
    const { transactionalId } = this;
    const { groupId, generationId = -1, memberId = "", groupInstanceId = null } = group;
    const versions =
      this.#version === 1
        ? { maxVersion: V1_MAX.txnOffsetCommit }
        : { minVersion: V2_MIN.txnOffsetCommit, maxVersion: 5 };
    let left = offsets;
    await this.#coordinators.ask(
      "TxnOffsetCommit",
      "group",
      groupId,
      async (nodeId) => {
        const response = await this.#answerTo(
          this.#client.send(
            TxnOffsetCommit,
            {
              transactionalId,
              groupId,
              ...this.#required(),
              generationIdOrMemberEpoch: generationId,
              memberId,
              groupInstanceId,
              topics: offsetsByTopic(left),
            },
            { to: nodeId, ...versions },
          ),
        );
        const failed = new Map<string, number>();
        for (const { name, partitions } of response.topics) {
          for (const { partitionIndex, errorCode } of partitions)
            if (errorCode !== 0) failed.set(`${name}-${partitionIndex}`, errorCode);
        }
        left = left.filter(({ topic, partition }) => failed.has(`${topic}-${partition}`));
        return [...failed.values()];
      },
      this.#givenUp,
    );
  }

  /**
   * Ends the transaction, and decides which protocol the next one has.
   *
   * On the way from v1 to v2 the epoch is raised once (as Java does). EndTxn v4 answers before the markers are written, and
   * in v2 no AddPartitionsToTxn waits for them: a leader that has not seen the marker yet would take the first records of
   * the next transaction, under the same epoch, for more of this one, and its marker would commit them.
   */
  async #end(committed: boolean): Promise<void> {
    try {
      if (this.#begun !== "no") await this.#endTxn(committed);
    } catch (error) {
      throw this.#failedWith(error);
    }
    this.#added.clear();
    this.#toAdd.clear();
    this.#begun = "no";
    this.#aborting = false;
    const next = this.#versionOfCluster();
    try {
      if (this.#version === 1 && (this.#bumpEpoch || next === 2)) await this.#initProducerId(this.#identity);
    } catch (error) {
      // The transaction has ended as it should; that there will be no other is for the next call to say.
      this.failed(asKafkaError(error, this.transactionalId));
      return;
    }
    this.#version = next;
    this.#bumpEpoch = false;
    this.#enter({ name: "ready" });
  }

  async #endTxn(committed: boolean): Promise<void> {
    const { transactionalId } = this;
    const begun = this.#begun;
    const versions = this.#version === 1 ? { maxVersion: V1_MAX.endTxn } : { minVersion: V2_MIN.endTxn };
    await this.#coordinators.ask(
      committed ? "EndTxn commit" : "EndTxn abort",
      "transaction",
      transactionalId,
      async (nodeId) => {
        const response = await this.#answerTo(
          this.#client.send(EndTxn, { transactionalId, ...this.#required(), committed }, { to: nodeId, ...versions }),
        );
        if (response.errorCode === 0 && response.producerId >= 0n) {
          this.#identity = { producerId: response.producerId, producerEpoch: response.producerEpoch };
        }
        // v1: the request that would have begun it was lost, so there is nothing to abort.
        const neverBegan = !committed && begun === "perhaps" && response.errorCode === ErrorCode.INVALID_TXN_STATE;
        return neverBegan ? [] : [response.errorCode];
      },
    );
  }

  #required(): ProducerIdentity {
    return this.#identity as ProducerIdentity;
  }

  /** Records what an operation failed with, and gives it back to be thrown. */
  #failedWith(error: unknown): KafkaError {
    const reason = asKafkaError(error, this.transactionalId);
    // An abort that cannot be done is not cured by another one.
    if (reason instanceof TransactionAbortableError && this.#state.name !== "aborting") this.#mustAbort(reason);
    else if (this.#state.name !== "uninitialized") this.#enter({ name: "fatalError", error: reason });
    return reason;
  }

  #mustAbort(error: KafkaError): void {
    const { name } = this.#state;
    this.#bumpEpoch = true;
    if (name === "inTransaction" || name === "committing") this.#spoil(error);
  }

  #spoil(error: KafkaError): void {
    this.#enter({ name: "abortableError", error });
    this.#hooks.dropUnsent((delivery) => this.#aborted(error, delivery));
  }

  /** What is not answered may arrive later all the same, and end or begin a transaction that is not its own (KAFKA-17754). */
  async #answerTo<Response>(request: Promise<Response>): Promise<Response> {
    try {
      return await request;
    } catch (error) {
      this.#mayHaveBegun();
      throw error;
    }
  }

  #mayHaveBegun(): void {
    if (this.#begun === "no") this.#begun = "perhaps";
    this.#bumpEpoch = true;
  }

  #aborted(cause?: KafkaError, delivery?: DeliveryDetails): KafkaError {
    return new TransactionAbortableError(`${this.transactionalId}: the transaction was aborted`, {
      cause,
      ...(delivery !== undefined && { delivery }),
    });
  }

  #throwIfFatal(): void {
    if (this.#state.name === "fatalError") throw this.#state.error;
  }

  #throwIfBroken(): void {
    this.#throwIfFatal();
    const state = this.#state;
    if (state.name !== "abortableError") return;
    throw state.error instanceof TransactionAbortableError
      ? state.error
      : new TransactionAbortableError(
          `${this.transactionalId}: ${state.error.message}; the transaction must be aborted`,
          {
            cause: state.error,
          },
        );
  }

  #enter(state: TransactionState): void {
    if (!mayEnter(this.#state.name, state.name)) {
      throw new IllegalStateError(`${this.transactionalId}: no way from ${this.#state.name} to ${state.name}`);
    }
    this.#state = state;
    this.#hooks.moved(state.name, "error" in state ? state.error : null);
  }
}

function partitionsByTopic(queues: readonly PartitionQueue[]): { name: string; partitions: number[] }[] {
  const byTopic = new Map<string, number[]>();
  for (const { topicPartition } of queues) {
    const partitions = byTopic.get(topicPartition.topic);
    if (partitions === undefined) byTopic.set(topicPartition.topic, [topicPartition.partition]);
    else partitions.push(topicPartition.partition);
  }
  return Array.from(byTopic, ([name, partitions]) => ({ name, partitions }));
}
