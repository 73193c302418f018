/** The product: records in, futures out. Puts the parts together and delegates; it decides nothing itself. */
import type { Writable } from "node:stream";
import { IllegalStateError, KafkaClient } from "@k/client";
import { BrokerError, ErrorCode, type KafkaError } from "@k/protocol";
import { BufferMemory, RecordAccumulator } from "./accumulator/index.js";
import { SharedWait, type WaitOptions, within } from "./budget.js";
import { type ProducerConfig, type ProducerOptions, resolveProducerConfig } from "./config/index.js";
import { DeliveryFailedError, InvalidRecordError, ProducerClosedError } from "./errors.js";
import { PartitionSequence, ProducerIdSource } from "./idempotence/index.js";
import { closedWhileWaiting, PartitionChoice, RecordIntake } from "./intake/index.js";
import { ProducerInterceptors } from "./interceptor/index.js";
import { type MetricsSnapshot, ProducerMetrics, type TransactionStep } from "./metrics/index.js";
import { ClientObserver, MetricsObserver } from "./observer/index.js";
import type { FutureRecordMetadata, ProducerRecord, RecordMetadata } from "./record/index.js";
import { Sender } from "./sender/index.js";
import type { SerializedData } from "./serializer/index.js";
import { createRecordStream } from "./stream/index.js";
import {
  type ConsumerGroupMetadata,
  CoordinatorClient,
  type OffsetToCommit,
  TransactionManager,
} from "./transaction/index.js";

/**
 * Sends records to Kafka.
 *
 * Records are collected into batches per partition and sent in the background; every send gives a promise of its own.
 * Typed by its serializers: without them keys and values are text (sent as UTF-8), bytes or null.
 */
export class KafkaProducer<K = SerializedData, V = SerializedData> implements AsyncDisposable {
  readonly #config: ProducerConfig<K, V>;
  readonly #client: KafkaClient;
  readonly #accumulator: RecordAccumulator;
  readonly #intake: RecordIntake;
  readonly #sender: Sender;
  readonly #metrics: ProducerMetrics;
  readonly #observer: MetricsObserver;
  readonly #interceptors: ProducerInterceptors<K, V>;
  readonly #sendBatch: (records: readonly ProducerRecord<K, V>[]) => Promise<RecordMetadata[]>;
  readonly #send: (record: ProducerRecord<K, V>) => FutureRecordMetadata;
  readonly #producerIds: ProducerIdSource | undefined;
  readonly #coordinators: CoordinatorClient;
  readonly #transactions: TransactionManager | undefined;
  #failure: KafkaError | undefined;
  #finishing: SharedWait | undefined;
  #closing: Promise<void> | undefined;

  /** Connects nowhere yet. Throws `KafkaConfigurationError` for an option that is unknown, wrong, or at odds with another. */
  constructor(options: ProducerOptions<K, V>) {
    const { producer: config, client } = resolveProducerConfig(options);
    this.#config = config;
    this.#client = new KafkaClient(client);
    const { clock, random } = config;
    this.#coordinators = new CoordinatorClient({ ...config, client: this.#client });
    this.#transactions = config.transactionalId === null ? undefined : this.#transactionManager(config.transactionalId);
    this.#producerIds =
      config.enableIdempotence && this.#transactions === undefined ? this.#producerIdSource() : undefined;
    this.#accumulator = new RecordAccumulator({
      config: {
        ...config,
        transactional: config.transactionalId !== null,
        maxInFlight: config.maxInFlightRequestsPerConnection,
        availabilityTimeoutMs: config.partitionerAvailabilityTimeoutMs,
        adaptivePartitioning: config.partitionerAdaptivePartitioningEnable,
      },
      memory: new BufferMemory(config.bufferMemory, config.batchSize),
      now: () => clock.now(),
      random,
      makeSequence: () =>
        config.enableIdempotence
          ? new PartitionSequence({ countsEpochs: this.#transactions === undefined })
          : undefined,
      identity: () => this.#transactions?.identity ?? this.#producerIds?.identity,
      admits: (queue) => this.#transactions?.mayDrain(queue) ?? true,
      opened: ({ topic }) => {
        // Metadata forgets topics that nobody speaks of.
        this.#client.metadata.addTopic(topic.name);
        this.#sender.wakeup();
      },
    });
    this.#interceptors = new ProducerInterceptors(config.interceptors, config.logger);
    const { interceptsSend, interceptsAcknowledgement } = this.#interceptors;
    const send = (record: ProducerRecord<K, V>) => this.#intake.send(record);
    const isIntercepted = interceptsSend || interceptsAcknowledgement;
    this.#send = isIntercepted ? (record) => this.#interceptors.around(record, send) : send;
    this.#sendBatch = isIntercepted
      ? (records) => this.#interceptors.aroundAll(records, send)
      : (records) => this.#intake.sendBatch(records);
    this.#metrics = new ProducerMetrics({
      ...config,
      gauges: {
        "requests-in-flight": () => this.#observer.requestsInFlight,
        "connection-count": () => ofClient.connectionCount,
        "metadata-age": () => ofClient.metadataAgeSeconds,
        "waiting-threads": () => this.#intake.waitingCount,
        "buffer-total-bytes": () => config.bufferMemory,
        "buffer-available-bytes": () => this.#accumulator.memory.availableBytes,
      },
    });
    this.#observer = new MetricsObserver(this.#metrics, config.clientId);
    const authenticates = options.securityProtocol?.toUpperCase().startsWith("SASL") ?? false;
    const ofClient = new ClientObserver(this.#client, this.#metrics, () => clock.now(), authenticates);
    this.#client.metadata.onUpdate((cluster) => this.#metrics.keepOnly(cluster));
    this.#intake = new RecordIntake({
      config: { ...config, roomBytes: Math.min(config.batchSize, config.bufferMemory / 2) },
      accumulator: this.#accumulator,
      metadata: this.#client.metadata,
      clock,
      keySerializer: config.keySerializer,
      valueSerializer: config.valueSerializer,
      choice: new PartitionChoice(config.partitioner, config.partitionerIgnoreKeys),
      observer: this.#observer,
      admit: () => this.#admitRecord(),
      refused: (error) => this.#transactions?.recordRefused(error),
      wakeSender: () => this.#sender.wakeup(),
    });
    this.#sender = new Sender({
      config,
      client: this.#client,
      accumulator: this.#accumulator,
      clock,
      random,
      observer: this.#observer,
      transactionalId: config.transactionalId,
      maxProduceVersion: () => this.#transactions?.maxProduceVersion ?? Number.POSITIVE_INFINITY,
      abandoned: () => this.#transactions?.abandoned,
      needProducerId: () => this.#producerIds?.ask(),
      memoryFreed: this.#intake.memoryFreed,
      lost: (error) => this.#transactions?.batchFailed(error),
      failedForGood: (error) => this.#failForGood(error),
    });
  }

  /**
   * Sends one record. Never throws: the future it returns is fulfilled once the broker has acknowledged the record as
   * `acks` asks, or rejected with a typed error that says why not and, where the record was under way, what became of it
   * (`deliveryOf(error)`). A future may be ignored; an unobserved failure is not an unhandled rejection.
   */
  send(record: ProducerRecord<K, V>): FutureRecordMetadata {
    return this.#send(record);
  }

  /**
   * Sends many records with one promise: results in the order of the records, or, once all are settled, the first
   * failure in that order. Where each record's own fate matters, `send` them one by one.
   */
  sendBatch(records: Iterable<ProducerRecord<K, V>>): Promise<RecordMetadata[]> {
    if (Array.isArray(records)) return this.#sendBatch(records);
    if (isIterable(records)) return this.#sendBatch([...records]);
    const refused = Promise.reject(new InvalidRecordError(`sendBatch takes records, got ${String(records)}`));
    refused.catch(() => {});
    return refused;
  }

  /**
   * A Writable of records, in object mode: it is read no faster than the producer has room. The first record that fails
   * destroys it with its error, `finish` comes when all are acknowledged, and ending it leaves the producer open.
   */
  stream(): Writable {
    return createRecordStream(this);
  }

  /** Whether the next record finds room in `bufferMemory`; otherwise its send waits, and holds memory beyond it. */
  get hasRoom(): boolean {
    return this.#intake.hasRoom;
  }

  /** Resolves when there is room, at once if there is. For sources that can be paused. */
  async room(options: WaitOptions = {}): Promise<void> {
    let stopWaiting = (): void => {};
    const room = new Promise<void>((resolve) => {
      stopWaiting = this.#intake.whenRoom(resolve);
    });
    try {
      await within(room, "room", this.#config.clock, options);
    } finally {
      stopWaiting();
    }
  }

  /**
   * Sends everything that was accepted before the call, without lingering, and waits until it is settled, either way.
   * Sends that come meanwhile are not waited for. Rejects with `KafkaTimeoutError` after `timeoutMs`; what is unsettled
   * then is still being sent.
   */
  async flush(options: WaitOptions = {}): Promise<void> {
    const { clock } = this.#config;
    const startedMs = clock.now();
    const flushed = this.#accumulator.generations.flush();
    this.#sender.wakeup();
    await within(flushed, "flush", clock, options);
    this.#metrics.flushTime(clock.now() - startedMs);
  }

  /**
   * Gets the producer id of the `transactionalId`, and fences every older producer that has it. To be called once, first.
   *
   * It waits for `timeoutMs`, by default `maxBlockMs`, and then rejects with `KafkaTimeoutError`, or earlier with the reason
   * of the `signal`; but it goes on. Repeated, it is waited for again; had it ended meanwhile, the repeat is told how.
   * So it is with the other calls below.
   */
  initTransactions(options: WaitOptions = {}): Promise<void> {
    return this.#blocking("init", "initTransactions", (transactions) => transactions.initTransactions(options));
  }

  /** Starts a transaction. Everything that is sent until it ends is part of it. Throws `IllegalStateError` if one is open. */
  beginTransaction(): void {
    this.#admit();
    const { clock } = this.#config;
    const startedMs = clock.now();
    this.#transactional("beginTransaction").beginTransaction();
    this.#metrics.transactionTime("begin", clock.now() - startedMs);
  }

  /**
   * Commits offsets of a consumer group together with the records of the transaction. Several calls are made one after the
   * other, and `commitTransaction` waits for all of them. Waits as `initTransactions` does.
   */
  sendOffsetsToTransaction(
    offsets: readonly OffsetToCommit[],
    group: ConsumerGroupMetadata,
    options: WaitOptions = {},
  ): Promise<void> {
    return this.#blocking("sendOffsets", "sendOffsetsToTransaction", (transactions) =>
      transactions.sendOffsets(offsets, group, options),
    );
  }

  /**
   * Sends what is left of the transaction and commits it. Rejects with `TransactionAbortableError` if any of its records
   * failed (then only `abortTransaction` is left), or with `ProducerFencedError` if another producer has taken over.
   * Waits as `initTransactions` does: after a `KafkaTimeoutError` it is undecided, and to be repeated.
   */
  commitTransaction(options: WaitOptions = {}): Promise<void> {
    return this.#blocking("commit", "commitTransaction", (transactions) => transactions.commitTransaction(options));
  }

  /** Drops what was not sent yet and undoes the rest. Waits as `initTransactions` does. */
  abortTransaction(options: WaitOptions = {}): Promise<void> {
    return this.#blocking("abort", "abortTransaction", (transactions) => transactions.abortTransaction(options));
  }

  /**
   * Runs `work` in a transaction: commits it when `work` is fulfilled, aborts it and rethrows when it rejects or when the
   * commit fails with an error that an abort cures. A commit that ends in `KafkaTimeoutError` is undecided, and neither is
   * done: `commitTransaction()` goes on with it.
   *
   * A commit or an abort that timed out before and goes on is waited for first; if it failed, `work` does not run, and why it
   * failed is what this rejects with.
   */
  async transaction<Result>(work: (producer: this) => Promise<Result>): Promise<Result> {
    const transactions = this.#transactional("transaction");
    await transactions.settlePrevious();
    this.beginTransaction();
    try {
      const result = await work(this);
      await this.commitTransaction();
      return result;
    } catch (error) {
      // Why the transaction failed matters more than that its abort did, which the next call will tell.
      if (transactions.isOpen) await this.abortTransaction().catch(() => {});
      throw error;
    }
  }

  /** Partition numbers of a topic, ascending. Waits for metadata, at most `timeoutMs`, by default `maxBlockMs`. */
  async partitionsFor(topic: string, options: WaitOptions = {}): Promise<number[]> {
    this.#admit();
    if (typeof topic !== "string" || topic === "") {
      throw new BrokerError(ErrorCode.INVALID_TOPIC_EXCEPTION, `partitionsFor ${String(topic)}`);
    }
    const { timeoutMs = this.#config.maxBlockMs, signal } = options;
    const { partitions } = await this.#client.metadata.waitForTopic(topic, {
      timeoutMs,
      ...(signal !== undefined && { signal }),
    });
    return partitions.map(({ partition }) => partition);
  }

  /** Whether the cluster has been reached. */
  bootstrapConnected(): boolean {
    return this.#client.bootstrapConnected();
  }

  /** Every metric by group and name; see docs/metrics.md. */
  metrics(): MetricsSnapshot {
    return this.#metrics.snapshot();
  }

  /**
   * Takes no more records, sends what it has, waits until all is settled and closes the connections.
   * After `timeoutMs`, or when the `signal` aborts, what is left fails with `ProducerClosedError`. Never rejects for a failed
   * record. A second call waits for the first, and can only shorten it: `close({ timeoutMs: 0 })` ends it now.
   */
  close(options: WaitOptions = {}): Promise<void> {
    this.#closing ??= this.#close();
    this.#finishing?.limit(options);
    return this.#closing;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #close(): Promise<void> {
    this.#finishing = new SharedWait(this.#finish(), "close", this.#config.clock);
    // Ended early, or with a transaction that cannot be aborted, it leaves something unsettled: that is failed below.
    await this.#finishing.ended;
    this.#intake.dropWaiting(closedWhileWaiting);
    this.#producerIds?.close();
    this.#coordinators.close();
    this.#sender.close();
    await this.#client.close();
    const { keySerializer, valueSerializer, partitioner } = this.#config;
    await closeAll([keySerializer, valueSerializer, partitioner, this.#interceptors, this.#metrics]);
  }

  /** A transaction that nobody ended is not the producer's to commit. */
  async #finish(): Promise<void> {
    if (this.#transactions !== undefined) {
      const { clock, maxBlockMs } = this.#config;
      // A coordinator that is gone keeps nobody from closing: it aborts by itself when the transaction times out.
      await within(this.#transactions.finish(), "close", clock, { timeoutMs: maxBlockMs }).catch(() => {});
    }
    await this.flush();
  }

  async #blocking(
    step: TransactionStep,
    call: string,
    work: (transactions: TransactionManager) => Promise<void>,
  ): Promise<void> {
    const { clock } = this.#config;
    const startedMs = clock.now();
    await work(this.#transactional(call));
    this.#metrics.transactionTime(step, clock.now() - startedMs);
  }

  #transactional(call: string): TransactionManager {
    if (this.#transactions !== undefined) return this.#transactions;
    throw new IllegalStateError(`${call}: only a producer with a transactionalId has transactions`);
  }

  #transactionManager(transactionalId: string): TransactionManager {
    return new TransactionManager({
      transactionalId,
      transactionTimeoutMs: this.#config.transactionTimeoutMs,
      maxBlockMs: this.#config.maxBlockMs,
      clock: this.#config.clock,
      client: this.#client,
      coordinators: this.#coordinators,
      hooks: {
        settleAll: () => this.flush(),
        landed: () => this.#sender.landed(),
        dropUnsent: (errorFor) => {
          this.#intake.dropWaiting(() => errorFor(undefined));
          this.#sender.failUnsent(errorFor);
        },
        moved: (state, error) => this.#observer.transactionMoved(transactionalId, state, error),
        wakeup: () => this.#sender.wakeup(),
      },
    });
  }

  #producerIdSource(): ProducerIdSource {
    return new ProducerIdSource({
      ...this.#config,
      client: this.#client,
      granted: () => this.#sender.wakeup(),
      refused: (error) => this.#failForGood(error),
    });
  }

  #admit(): void {
    if (this.#closing !== undefined) throw new ProducerClosedError("the producer is closed");
    if (this.#failure !== undefined) throw this.#failure;
  }

  #admitRecord(): void {
    this.#admit();
    this.#transactions?.checkSend();
  }

  #failForGood(error: KafkaError): void {
    this.#failure = error;
    this.#transactions?.failed(error);
    this.#sender.failAll((batch, nowMs) => new DeliveryFailedError(batch.details(nowMs), error));
    this.#intake.dropWaiting(() => error);
  }
}

/** Closes all, also after one has failed to, and throws what the first failure was. */
async function closeAll(parts: readonly { close?(): void | Promise<void> }[]): Promise<void> {
  const failures: unknown[] = [];
  for (const part of parts) {
    try {
      await part.close?.();
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw failures[0];
}

function isIterable(value: unknown): value is Iterable<never> {
  return typeof value === "object" && value !== null && Symbol.iterator in value;
}
