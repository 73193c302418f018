/**
 * Moves due batches from the accumulator to their leaders and settles what comes back.
 *
 * It runs when something has happened (a batch opened or filled, an answer, new metadata, a timer), at most once a turn
 * of the event loop, and holds one timer for whatever happens next by itself.
 */
import {
  AuthenticationError,
  exponentialBackoff,
  type KafkaClient,
  type LeaderHint,
  UnsupportedVersionError,
} from "@k/client";
import {
  BrokerError,
  ErrorCode,
  errorInfo,
  KafkaError,
  KafkaProtocolError,
  Produce,
  type ResponseOf,
} from "@k/protocol";
import type { CompressionType, Magic } from "@k/records";
import {
  closedForcefully,
  type PartitionQueue,
  type ProducerBatch,
  type RecordAccumulator,
} from "../accumulator/index.js";
import type { Clock } from "../clock.js";
import {
  type DeliveryDetails,
  DeliveryFailedError,
  DeliveryTimeoutError,
  ProduceError,
  ProducerFencedError,
} from "../errors.js";
import { judge } from "./batch-outcome.js";
import { magicOf, versionsFor } from "./produce-magic.js";
import {
  newestUsableVersion,
  type PartitionResponse,
  type ProduceSettings,
  partitionResponses,
  produceRequest,
} from "./produce-request.js";
import type { SenderObserver, SentRequest } from "./sender-observer.js";

export interface SenderConfig {
  readonly acks: 0 | 1 | -1;
  readonly retries: number;
  readonly maxRequestSize: number;
  readonly requestTimeoutMs: number;
  readonly deliveryTimeoutMs: number;
  readonly compressionType: CompressionType;
  readonly retryBackoffMs: number;
  readonly retryBackoffMaxMs: number;
}

export class Sender {
  readonly #config: SenderConfig;
  readonly #client: KafkaClient;
  readonly #accumulator: RecordAccumulator;
  readonly #clock: Clock;
  readonly #random: () => number;
  readonly #observer: SenderObserver;
  readonly #backoffMs: (attempt: number, random: () => number) => number;
  readonly #settings: ProduceSettings;
  readonly #maxProduceVersion: () => number;
  readonly #abandoned: () => KafkaError | undefined;
  readonly #needProducerId: () => void;
  readonly #memoryFreed: () => void;
  readonly #lost: (error: Error) => void;
  readonly #failedForGood: (error: KafkaError) => void;
  readonly #unsubscribe: (() => void)[];
  #woken = false;
  #requestsInFlight = 0;
  #landedWaits: (() => void)[] = [];
  #timer: unknown;
  #timerAtMs = Number.POSITIVE_INFINITY;
  #closed = false;

  constructor(parts: {
    config: SenderConfig;
    client: KafkaClient;
    accumulator: RecordAccumulator;
    clock: Clock;
    random: () => number;
    observer: SenderObserver;
    transactionalId: string | null;
    /** The newest Produce version that the transaction's protocol allows. */
    maxProduceVersion: () => number;
    /** Why batches need not be sent again; undefined if they must. */
    abandoned: () => KafkaError | undefined;
    /** Batches wait for a producer id. */
    needProducerId: () => void;
    /** Batches gave memory back. */
    memoryFreed: () => void;
    /** A batch failed for good, whatever the reason. */
    lost: (error: Error) => void;
    /** No record can be sent any more. */
    failedForGood: (error: KafkaError) => void;
  }) {
    this.#config = parts.config;
    this.#client = parts.client;
    this.#accumulator = parts.accumulator;
    this.#clock = parts.clock;
    this.#random = parts.random;
    this.#observer = parts.observer;
    this.#maxProduceVersion = parts.maxProduceVersion;
    this.#abandoned = parts.abandoned;
    this.#needProducerId = parts.needProducerId;
    this.#memoryFreed = parts.memoryFreed;
    this.#lost = parts.lost;
    this.#failedForGood = parts.failedForGood;
    const { acks, requestTimeoutMs, retryBackoffMs, retryBackoffMaxMs } = parts.config;
    this.#settings = { acks, timeoutMs: requestTimeoutMs, transactionalId: parts.transactionalId };
    this.#backoffMs = exponentialBackoff({ initialMs: retryBackoffMs, maxMs: retryBackoffMaxMs, jitter: 0.2 });
    this.#unsubscribe = [
      this.#client.onReady(this.#nodeReady),
      this.#client.onDisconnect(this.#nodeDown),
      this.#client.metadata.onUpdate((cluster) => {
        this.#accumulator.applyMetadata(cluster);
        this.wakeup();
      }),
    ];
  }

  /** Something may be due: look, once the code that is running now is through. */
  readonly wakeup = (): void => {
    if (this.#woken || this.#closed) return;
    this.#woken = true;
    this.#clock.defer(this.#run);
  };

  /**
   * Resolves when no request is on the wire. Settled is not landed: a batch that expired there may still be appended.
   */
  landed(): Promise<void> {
    if (this.#requestsInFlight === 0) return Promise.resolve();
    return new Promise((resolve) => this.#landedWaits.push(resolve));
  }

  /** Fails whatever is unsettled and stops. */
  close(reason?: KafkaError): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#stopTimer();
    for (const unsubscribe of this.#unsubscribe) unsubscribe();
    this.failAll((batch, nowMs) => reason ?? closedForcefully(batch, nowMs));
  }

  /** Fails the batches that are not on the wire. */
  failUnsent(errorFor: (delivery: DeliveryDetails) => Error): void {
    const nowMs = this.#clock.now();
    for (const batch of this.#accumulator.incomplete()) {
      if (batch.phase === "inFlight" || batch.isDone) continue;
      this.#accumulator.discard(batch);
      const error = errorFor(batch.details(nowMs));
      this.#settleLost(batch, error, nowMs);
      if (batch.sequence === undefined) continue;
      // It was sent before, and its numbers are never filled: what follows needs another epoch.
      batch.queue.sequence?.lost();
      this.#lost(error);
    }
    this.#memoryFreed();
  }

  /** Fails the batches that wait for a node, in whatever state. */
  #failQueued(nodeId: number, cause: KafkaError): void {
    const nowMs = this.#clock.now();
    for (const batch of this.#accumulator.incomplete()) {
      if (batch.queue.leaderId !== nodeId || batch.phase === "inFlight" || batch.isDone) continue;
      this.#accumulator.discard(batch);
      this.#fail(batch, new DeliveryFailedError(batch.details(nowMs), cause), nowMs);
    }
    this.#memoryFreed();
  }

  /** Fails every unsettled batch; those on the wire count as possibly persisted. */
  failAll(errorFor: (batch: ProducerBatch, nowMs: number) => Error): void {
    const nowMs = this.#clock.now();
    for (const batch of this.#accumulator.incomplete()) {
      // One that fails may take others with it: those of its transaction.
      if (batch.isDone) continue;
      if (batch.phase === "inFlight") batch.possiblyPersisted = true;
      this.#accumulator.discard(batch);
      const error = errorFor(batch, nowMs);
      if (this.#settleLost(batch, error, nowMs)) this.#lost(error);
    }
  }

  /** The first node that speaks tells the record format; a node with another one gets its batches converted. */
  readonly #nodeReady = (nodeId: number): void => {
    const version = this.#client.apiVersion(nodeId, Produce);
    if (version !== undefined) this.#accumulator.useMagic(magicOf(version));
    this.wakeup();
  };

  /** Credentials that were refused will not be better in a second: what waits for that node is told at once. */
  readonly #nodeDown = (nodeId: number, error: Error): void => {
    if (error instanceof AuthenticationError) this.#failQueued(nodeId, error);
    this.wakeup();
  };

  /** A codec is through with a batch, which may have been given up meanwhile, or has failed on it. */
  readonly #compressed = (batch: ProducerBatch, error: unknown): void => {
    const nowMs = this.#clock.now();
    if (error !== undefined && !batch.isDone) {
      this.#fail(batch, new DeliveryFailedError(batch.details(nowMs), error), nowMs);
    }
    this.#memoryFreed();
    this.wakeup();
  };

  readonly #run = (): void => {
    this.#woken = false;
    if (this.#closed) return;
    const nowMs = this.#clock.now();
    this.#expire(nowMs);
    const { byNode, nextCheckMs, leaderless } = this.#accumulator.ready(nowMs);
    if (leaderless.size > 0) this.#findLeaders([...leaderless].map((topic) => topic.name));
    this.#accumulator.wantsProducerId = false;
    for (const [nodeId, queues] of byNode) this.#sendDue(nodeId, queues, nowMs);
    if (this.#accumulator.wantsProducerId) this.#needProducerId();
    this.#runAgainAt(Math.min(nowMs + nextCheckMs, this.#accumulator.nextExpiryMs), nowMs);
  };

  /** Sends request after request while the connection takes them and batches are due. */
  #sendDue(nodeId: number, queues: PartitionQueue[], nowMs: number): void {
    while (this.#client.isReady(nodeId)) {
      const withBatches = queues.filter((queue) => queue.batches.length > 0);
      if (withBatches.length === 0) return;
      const batches = this.#accumulator.drain(withBatches, this.#config.maxRequestSize, nowMs, this.#compressed);
      if (batches.length === 0) return;
      const magic = magicOf(this.#client.apiVersion(nodeId, Produce) ?? 0);
      this.#accumulator.useMagic(magic);
      this.#sendAs(magic, nodeId, batches, nowMs);
    }
    this.#client.ensureConnected(nodeId);
  }

  /** Batches that were begun before the cluster's record format was known may have to be written again. */
  #sendAs(magic: Magic, nodeId: number, batches: readonly ProducerBatch[], nowMs: number): void {
    const sendable: ProducerBatch[] = [];
    for (const batch of batches) {
      const reason = this.#accumulator.convert(batch, magic);
      if (reason === undefined) sendable.push(batch);
      else this.#fail(batch, new DeliveryFailedError(batch.details(nowMs), reason), nowMs);
    }
    if (sendable.length > 0) this.#send(magic, nodeId, sendable, nowMs);
  }

  #send(magic: Magic, nodeId: number, batches: readonly ProducerBatch[], nowMs: number): void {
    let bytes = 0;
    // Ids as of now: a topic may be created again while the request is under way (KAFKA-19397).
    const topicNames = new Map<string, string>();
    for (const batch of batches) {
      batch.attempts += 1;
      batch.writesPending += 1;
      bytes += (batch.bytes as Uint8Array).length;
      const { topic } = batch.queue;
      if (topic.topicId !== undefined) topicNames.set(topic.topicId, topic.name);
    }
    const request: SentRequest = { nodeId, batches, bytes, sentAtMs: nowMs };
    this.#observer.requestSent(request);
    this.#requestsInFlight += 1;
    const { min, max } = versionsFor(magic, this.#config.compressionType);
    this.#client
      .send(Produce, () => produceRequest(batches, this.#settings), {
        to: nodeId,
        minVersion: min,
        maxVersion: Math.min(max, newestUsableVersion(batches), this.#maxProduceVersion()),
        expectResponse: this.#config.acks !== 0,
        onWritten: () => this.#written(batches),
      })
      .then(
        (response) => this.#answered(request, topicNames, response),
        (error: unknown) => this.#unanswered(request, error),
      );
  }

  #requestLanded(): void {
    this.#requestsInFlight -= 1;
    if (this.#requestsInFlight === 0) for (const resolve of this.#landedWaits.splice(0)) resolve();
  }

  #written(batches: readonly ProducerBatch[]): void {
    let waiting = false;
    for (const batch of batches) {
      batch.writesPending -= 1;
      this.#accumulator.releaseIfIdle(batch);
      // It must be sent again, and may have waited for the socket to let go of it.
      if (batch.phase === "closed") waiting = true;
    }
    this.#memoryFreed();
    if (waiting) this.wakeup();
  }

  #answered(
    request: SentRequest,
    topicNames: ReadonlyMap<string, string>,
    response: ResponseOf<typeof Produce> | null,
  ): void {
    const { nodeId, batches } = request;
    const nowMs = this.#clock.now();
    this.#requestLanded();
    this.#observer.responseReceived(request, response?.throttleTimeMs ?? 0, nowMs);
    if (response === null) for (const batch of batches) this.#acknowledge(batch, -1n, -1, nowMs);
    else {
      const answers = partitionResponses(batches, topicNames, response);
      batches.forEach((batch, index) => {
        const answer = answers[index];
        if (answer === undefined) this.#retryOrFail(batch, omitted(batch), true, nowMs);
        else this.#settle(batch, answer, nowMs);
      });
      // After the batches are back in their queues: a leader that is news lets them go at once.
      this.#learn(batches, answers, response);
      if (answers.includes(undefined)) {
        const reason = new KafkaProtocolError(`node ${nodeId}: the Produce response leaves out a partition`);
        this.#client.disconnect(nodeId, reason);
      }
    }
    this.#memoryFreed();
    this.wakeup();
  }

  /** No answer came: the connection ended, the request timed out, or it could not be sent at all. */
  #unanswered(request: SentRequest, error: unknown): void {
    const nowMs = this.#clock.now();
    this.#requestLanded();
    this.#observer.requestFailed(request, error, nowMs);
    const neverSent = error instanceof UnsupportedVersionError;
    for (const batch of request.batches) {
      if (neverSent) this.#fail(batch, new DeliveryFailedError(batch.details(nowMs), error), nowMs);
      else this.#retryOrFail(batch, error, true, nowMs, isRetriable(batch, error));
    }
    this.#client.metadata.requestUpdate();
    this.#memoryFreed();
    this.wakeup();
  }

  #settle(batch: ProducerBatch, answer: PartitionResponse, nowMs: number): void {
    const { errorCode, errorMessage } = answer;
    if (errorCode === ErrorCode.NONE) {
      this.#acknowledge(batch, answer.baseOffset, Number(answer.logAppendTimeMs), nowMs);
      return;
    }
    const { verdict, maybeAppended } = judge(errorCode, this.#settings.acks);
    if (verdict === "acknowledge") {
      this.#acknowledge(batch, -1n, -1, nowMs);
      return;
    }
    if (maybeAppended) batch.possiblyPersisted = true;
    const error = () => new ProduceError(errorCode, batch.details(nowMs), { serverMessage: errorMessage });
    switch (verdict) {
      case "retry":
        this.#retryOrFail(batch, error(), maybeAppended, nowMs);
        break;
      case "split":
        if (mayBeSplit(batch)) this.#split(batch);
        else this.#fail(batch, error(), nowMs);
        break;
      case "resequence":
        this.#resequence(batch, error(), nowMs);
        break;
      case "fail":
        if (answer.recordErrors.length > 0) this.#failRecords(batch, answer, nowMs);
        else this.#fail(batch, error(), nowMs);
        break;
      case "fatal": {
        const reason = error();
        this.#fail(batch, reason, nowMs);
        this.#failedForGood(fatalError(errorCode));
        break;
      }
    }
  }

  #acknowledge(batch: ProducerBatch, baseOffset: bigint, logAppendTimeMs: number, nowMs: number): void {
    batch.queue.landed(batch);
    if (batch.sequence !== undefined) batch.queue.sequence?.acknowledged(batch.sequence);
    if (!batch.isDone) {
      batch.succeed(baseOffset, logAppendTimeMs);
      this.#observer.batchSettled(batch, baseOffset, null, nowMs);
    }
    this.#finish(batch);
  }

  #retryOrFail(
    batch: ProducerBatch,
    error: unknown,
    maybeAppended: boolean,
    nowMs: number,
    retriable = error instanceof KafkaError && error.retriable,
  ): void {
    batch.lastError = error;
    // What an answer rules out for one attempt it does not rule out for those before it.
    if (maybeAppended) batch.lastAttempt = "unknown";
    else if (batch.lastAttempt === "none") batch.lastAttempt = "notAppended";
    if (maybeAppended) batch.possiblyPersisted = true;
    const { queue } = batch;
    queue.sequence?.attemptFailed();
    if (batch.isDone) {
      // It expired on the wire, and its numbers stay open.
      if (batch.sequence !== undefined) queue.sequence?.lost();
      queue.landed(batch);
      this.#finish(batch);
      return;
    }
    const abandoned = this.#abandoned();
    if (abandoned !== undefined) {
      this.#fail(batch, new DeliveryFailedError(batch.details(nowMs), abandoned), nowMs);
      return;
    }
    if (!retriable || batch.attempts > this.#config.retries) {
      this.#fail(
        batch,
        error instanceof ProduceError ? error : new DeliveryFailedError(batch.details(nowMs), error),
        nowMs,
      );
      return;
    }
    const backoffMs = this.#backoffMs(batch.attempts, this.#random);
    batch.retryAtMs = nowMs + backoffMs;
    this.#observer.batchRetried(batch, error, backoffMs);
    this.#accumulator.reenqueue(batch);
  }

  /** The broker and the batch disagree about sequence numbers. */
  #resequence(batch: ProducerBatch, error: ProduceError, nowMs: number): void {
    const { sequence } = batch.queue;
    // With an earlier batch unsettled this one is only early, and is in order again once that one is through.
    const early = error.errorCode === ErrorCode.OUT_OF_ORDER_SEQUENCE_NUMBER && !isFirstInLine(batch);
    if (sequence === undefined || batch.sequence === undefined || (this.#settings.transactionalId !== null && !early)) {
      this.#fail(batch, error, nowMs);
      return;
    }
    if (!early) {
      sequence.lost();
      // Only the numbers tell of all attempts at once: had one been appended, the broker would know them.
      if (error.errorCode !== ErrorCode.INVALID_PRODUCER_EPOCH) batch.lastAttempt = "notAppended";
    }
    this.#retryOrFail(batch, error, false, nowMs, true);
  }

  #split(batch: ProducerBatch): void {
    batch.queue.topic.ratio.reset(batch.builder.compressionRate);
    batch.queue.sequence?.attemptFailed();
    this.#observer.batchSplit(batch, this.#accumulator.split(batch));
  }

  #fail(batch: ProducerBatch, error: Error, nowMs: number): void {
    this.#settleFailed(batch, error, nowMs, () => batch.fail(error));
  }

  /** KIP-467: only the named records are at fault, but none of the batch was appended. */
  #failRecords(
    batch: ProducerBatch,
    { errorCode, errorMessage, recordErrors }: PartitionResponse,
    nowMs: number,
  ): void {
    const details = batch.details(nowMs);
    const rest = new ProduceError(ErrorCode.INVALID_RECORD, details, {
      serverMessage: "not appended because other records of its batch were invalid",
    });
    const errors = new Map<number, Error>();
    for (const { batchIndex, batchIndexErrorMessage } of recordErrors) {
      const serverMessage = batchIndexErrorMessage ?? errorMessage;
      errors.set(batchIndex, new ProduceError(errorCode, details, { serverMessage }));
    }
    this.#settleFailed(batch, rest, nowMs, () => batch.failRecords({ errors, rest }));
  }

  #settleFailed(batch: ProducerBatch, error: Error, nowMs: number, settle: () => void): void {
    batch.queue.landed(batch);
    if (batch.sequence !== undefined) batch.queue.sequence?.lost();
    if (this.#settleLost(batch, error, nowMs, settle)) this.#lost(error);
  }

  /** Tells the records of a batch their error, once: true if this was news. Where the batch was is the caller's to undo. */
  #settleLost(batch: ProducerBatch, error: Error, nowMs: number, settle = () => batch.fail(error)): boolean {
    const isNews = !batch.isDone;
    if (isNews) settle();
    this.#finish(batch);
    if (isNews) this.#observer.batchSettled(batch, -1n, error, nowMs);
    return isNews;
  }

  #finish(batch: ProducerBatch): void {
    this.#accumulator.finish(batch);
  }

  /** What error answers say about the cluster: the new leaders themselves (KIP-951), or that metadata is old. */
  #learn(
    batches: readonly ProducerBatch[],
    answers: readonly (PartitionResponse | undefined)[],
    { nodeEndpoints }: ResponseOf<typeof Produce>,
  ): void {
    const hints: LeaderHint[] = [];
    answers.forEach((answer, index) => {
      if (answer === undefined || !errorInfo(answer.errorCode).refreshesMetadata) return;
      const { topicPartition } = (batches[index] as ProducerBatch).queue;
      hints.push({ ...topicPartition, ...answer.currentLeader });
    });
    if (hints.length === 0) return;
    const { metadata } = this.#client;
    if (!metadata.updateLeaders(hints, nodeEndpoints)) metadata.requestUpdate();
  }

  #findLeaders(topics: readonly string[]): void {
    for (const topic of topics) this.#client.metadata.addTopic(topic);
    this.#client.metadata.requestUpdate();
  }

  #expire(nowMs: number): void {
    for (const batch of this.#accumulator.takeExpired(nowMs)) {
      // One that expires may take others with it: those of its transaction.
      if (batch.isDone) continue;
      if (batch.phase === "inFlight") batch.possiblyPersisted = true;
      // On the wire, its answer decides whether its numbers were used.
      else if (batch.sequence !== undefined) batch.queue.sequence?.lost();
      const error = new DeliveryTimeoutError(
        batch.details(nowMs),
        this.#config.deliveryTimeoutMs,
        batch.lastError ?? this.#whyWaiting(batch.queue),
      );
      if (this.#settleLost(batch, error, nowMs)) this.#lost(error);
      this.#memoryFreed();
    }
  }

  /** What keeps the batches of a partition from being sent, if something is known. */
  #whyWaiting({ leaderId, topic }: PartitionQueue): KafkaError | undefined {
    if (leaderId >= 0) return this.#client.nodeTrouble(leaderId);
    return this.#client.metadata.cluster.topicErrors.get(topic.name);
  }

  #runAgainAt(atMs: number, nowMs: number): void {
    // A timer that fires early costs a look around; moving it for every batch would cost more.
    if (atMs >= this.#timerAtMs) return;
    this.#stopTimer();
    if (atMs === Number.POSITIVE_INFINITY) return;
    this.#timerAtMs = atMs;
    this.#timer = this.#clock.setTimer(
      () => {
        this.#timer = undefined;
        this.#timerAtMs = Number.POSITIVE_INFINITY;
        this.#run();
      },
      Math.max(0, Math.ceil(atMs - nowMs)),
    );
  }

  #stopTimer(): void {
    if (this.#timer !== undefined) this.#clock.clearTimer(this.#timer);
    this.#timer = undefined;
    this.#timerAtMs = Number.POSITIVE_INFINITY;
  }
}

/**
 * A single record cannot be split. Nor may a numbered batch whose earlier attempt is open: if it was appended, its pieces
 * would be new to the broker, and there twice.
 */
function mayBeSplit(batch: ProducerBatch): boolean {
  return batch.recordCount > 1 && !batch.isDone && (batch.sequence === undefined || batch.lastAttempt !== "unknown");
}

/** What ends the producer, told apart from the batch that met it first. */
function fatalError(errorCode: number): KafkaError {
  const cause = new BrokerError(errorCode, "Produce");
  if (errorCode !== ErrorCode.PRODUCER_FENCED) return cause;
  return new ProducerFencedError("another producer with this transactional id has taken over", { cause });
}

/** Whether every batch of the partition that was numbered before this one is settled. */
function isFirstInLine(batch: ProducerBatch): boolean {
  const { inFlight, batches } = batch.queue;
  const earlier = (other: ProducerBatch) => other.order < batch.order;
  return !inFlight.some(earlier) && !batches.some(earlier);
}

/** An answer that cannot be read is worth a second request only where a repeat cannot duplicate. */
function isRetriable(batch: ProducerBatch, error: unknown): boolean {
  return (
    error instanceof KafkaError &&
    (error.retriable || (error instanceof KafkaProtocolError && batch.sequence !== undefined))
  );
}

function omitted(batch: ProducerBatch): KafkaError {
  return new KafkaError(`${batch.queue.name}: the Produce response leaves the partition out`, {
    code: "INCOMPLETE_RESPONSE",
    retriable: true,
  });
}
