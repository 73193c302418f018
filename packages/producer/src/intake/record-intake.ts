/**
 * The way from `send` into a batch: serialize, find the topic, choose the partition, append.
 * What cannot go on at once waits here, in order, for at most `maxBlockMs`. Knows nothing of requests.
 */
import { type Metadata, MetadataTimeoutError } from "@k/client";
import { estimateSizeInBytes } from "@k/records";
import {
  type PartitionQueue,
  type ProducerBatch,
  RECORD_OVERHEAD_BYTES,
  type RecordAccumulator,
  type TopicQueues,
} from "../accumulator/index.js";
import type { Clock } from "../clock.js";
import {
  BufferExhaustedError,
  InvalidRecordError,
  ProducerClosedError,
  RecordTooLargeError,
  SerializationError,
} from "../errors.js";
import {
  BatchCompletion,
  type Completion,
  createFuture,
  type EncodedHeader,
  encodeHeaders,
  type FutureRecordMetadata,
  ONLY_PLACE,
  type ProducerRecord,
  type RecordMetadata,
  sizeOfHeaders,
} from "../record/index.js";
import type { RecordSerializer, SerializedData } from "../serializer/index.js";
import type { IntakeObserver } from "./intake-observer.js";
import { type PartitionChoice, UnknownPartitionError } from "./partition-choice.js";
import { PendingSend } from "./pending-send.js";
import { bytesHeldBy, firstOf, type Line, WaitingSends } from "./waiting-sends.js";

export interface IntakeConfig {
  readonly maxBlockMs: number;
  readonly maxRequestSize: number;
  readonly bufferMemory: number;
  /** Free bytes from which on there is room: enough for a batch of another partition. */
  readonly roomBytes: number;
}

const NO_HEADERS: readonly EncodedHeader[] = [];
/** No UTF-16 code unit takes more bytes than this in UTF-8. */
const MAX_UTF8_BYTES_PER_UNIT = 3;
/** More than any batch and record overhead. */
const GENEROUS_OVERHEAD_BYTES = 256;

export class RecordIntake {
  readonly #config: IntakeConfig;
  readonly #accumulator: RecordAccumulator;
  readonly #metadata: Metadata;
  readonly #clock: Clock;
  readonly #keySerializer: RecordSerializer;
  readonly #valueSerializer: RecordSerializer;
  readonly #passesThrough: boolean;
  readonly #choice: PartitionChoice;
  readonly #observer: IntakeObserver;
  /** Throws what keeps the producer from taking records: closed, fenced, no transaction. */
  readonly #admit: () => void;
  readonly #refused: (error: Error) => void;
  readonly #largestBytes: number;
  /** Sends behind an asynchronous serializer, in the order of the calls. */
  readonly #serializing: Line = new Set();
  /** Sends to topics whose metadata is not known yet, in the order of the calls. */
  readonly #topicWaits = new Map<string, Line>();
  /** Sends that wait for memory, first come first served. */
  readonly #memoryWaits: Line = new Set();
  readonly #waiting: WaitingSends;
  readonly #roomWaits = new Set<() => void>();
  readonly #wakeSender: () => void;
  /** The send at hand, until one has to wait: most never do, and need no object of their own. */
  #scratch = new PendingSend();

  constructor(parts: {
    config: IntakeConfig;
    accumulator: RecordAccumulator;
    metadata: Metadata;
    clock: Clock;
    keySerializer: RecordSerializer;
    valueSerializer: RecordSerializer;
    choice: PartitionChoice;
    observer: IntakeObserver;
    admit: () => void;
    /** A record fails before it is in a batch. */
    refused: (error: Error) => void;
    /** Somebody waits for the memory of batches that linger. */
    wakeSender: () => void;
  }) {
    this.#config = parts.config;
    this.#accumulator = parts.accumulator;
    this.#metadata = parts.metadata;
    this.#clock = parts.clock;
    this.#keySerializer = parts.keySerializer;
    this.#valueSerializer = parts.valueSerializer;
    this.#passesThrough = parts.keySerializer.passesThrough && parts.valueSerializer.passesThrough;
    this.#choice = parts.choice;
    this.#observer = parts.observer;
    this.#admit = parts.admit;
    this.#refused = parts.refused;
    this.#wakeSender = parts.wakeSender;
    this.#waiting = new WaitingSends({
      clock: parts.clock,
      maxBlockMs: parts.config.maxBlockMs,
      generations: parts.accumulator.generations,
      onOverdue: (nowMs) => this.#giveUp(nowMs),
    });
    this.#largestBytes = Math.min(parts.config.maxRequestSize, parts.config.bufferMemory - RECORD_OVERHEAD_BYTES);
  }

  /** Never throws: whatever is wrong with the record fails its future. */
  send(record: ProducerRecord<unknown, unknown>): FutureRecordMetadata {
    const future = createFuture();
    this.#takeSafely(record, future, ONLY_PLACE, undefined);
    return future;
  }

  /** Many records with one promise. */
  sendBatch(records: readonly ProducerRecord<unknown, unknown>[]): Promise<RecordMetadata[]> {
    const completion = new BatchCompletion(records.length);
    const wallTimeMs = this.#clock.wallTime();
    for (let place = 0; place < records.length; place++) {
      this.#takeSafely(records[place] as ProducerRecord<unknown, unknown>, completion, place, wallTimeMs);
    }
    return completion.promise;
  }

  /** Whether the next send is likely to be taken without waiting. */
  get hasRoom(): boolean {
    // Sends that wait for metadata hold memory of their own; half of what they may hold is left to others.
    const mayWait = this.#waiting.bytes <= this.#config.bufferMemory / 2;
    return mayWait && this.#memoryWaits.size === 0 && !this.#isMemoryShort;
  }

  /** Tells `listener` once that there is room, at once if there is; returns what ends the wait. */
  whenRoom(listener: () => void): () => void {
    if (this.hasRoom) listener();
    else {
      this.#roomWaits.add(listener);
      this.#hurry();
    }
    return () => this.#roomWaits.delete(listener);
  }

  /** Sends that wait for a serializer, metadata or memory. */
  get waitingCount(): number {
    return this.#waiting.count;
  }

  /** Memory was freed: lets waiting sends go on, in order, as far as it reaches. */
  readonly memoryFreed = (): void => {
    const first = firstOf(this.#memoryWaits);
    if (first !== undefined) {
      // The first one has waited longest; the others of its turn are not looked at one by one.
      const waitedMs = this.#waiting.waitedMs(first);
      let next: PendingSend | undefined = first;
      while (next !== undefined && this.#place(next)) next = firstOf(this.#memoryWaits);
      if (next !== first) this.#observer.waitedForMemory(waitedMs);
    }
    this.#accumulator.hurried = this.#memoryWaits.size > 0;
    this.#tellOfRoom();
  };

  /** Fails every waiting send. */
  dropWaiting(error: (waiting: PendingSend) => Error): void {
    for (const pending of this.#waiting.all()) this.#drop(pending, error(pending));
    this.#topicWaits.clear();
    this.#callRoomWaits();
  }

  /** @param wallTimeMs for a record that brings no timestamp; undefined: ask the clock. */
  #takeSafely(
    record: ProducerRecord<unknown, unknown>,
    completion: Completion,
    place: number,
    wallTimeMs: number | undefined,
  ): void {
    try {
      this.#admit();
    } catch (error) {
      // Whoever sends at the wrong time spoils nothing but this record: it was never part of a transaction.
      completion.fail(error as Error, place);
      return;
    }
    try {
      this.#take(record, completion, place, wallTimeMs);
    } catch (error) {
      const reason = error instanceof Error ? error : new InvalidRecordError(String(error), { cause: error });
      completion.fail(reason, place);
      this.#refused(reason);
    }
  }

  #take(
    record: ProducerRecord<unknown, unknown>,
    completion: Completion,
    place: number,
    wallTimeMs: number | undefined,
  ): void {
    const topic = this.#accumulator.topic(topicOf(record));
    const headers = record.headers == null ? undefined : encodeHeaders(record.headers);
    const timestampMs =
      record.timestampMs == null ? (wallTimeMs ?? this.#clock.wallTime()) : timestampOf(record.timestampMs);
    const key = this.#serialize(this.#keySerializer, topic.name, record.key, headers);
    const value = this.#serialize(this.#valueSerializer, topic.name, record.value, headers);
    const waitsForSerializer = key instanceof Promise || value instanceof Promise || this.#serializing.size > 0;
    const send = waitsForSerializer || this.#choice.isForeign ? new PendingSend() : this.#scratch;
    send.topic = topic;
    send.timestampMs = timestampMs;
    send.headers = headers;
    send.headerBytes = headers === undefined ? -1 : sizeOfHeaders(headers);
    send.givenKey = record.key;
    send.givenValue = record.value;
    send.partition = record.partition ?? undefined;
    send.completion = completion;
    send.place = place;
    if (waitsForSerializer) {
      this.#takeWhenSerialized(send, key, value);
      return;
    }

    this.#checkSize(topic, key, value, headers, send.headerBytes);
    send.key = key;
    send.value = value;
    // The usual case: nothing has to wait, and nothing that was sent before does.
    const mayAppend = this.#memoryWaits.size === 0 && topic.partitionCount > 0 && !this.#topicWaits.has(topic.name);
    if (mayAppend && this.#append(send) !== undefined) return;
    if (send === this.#scratch) this.#scratch = new PendingSend();
    this.#hold(send);
    if (mayAppend) this.#waitForMemory(send);
    else this.#goOn(send);
  }

  #serialize(
    serializer: RecordSerializer,
    topic: string,
    value: unknown,
    headers: readonly EncodedHeader[] | undefined,
  ): SerializedData | Promise<SerializedData> {
    if (this.#passesThrough && (typeof value === "string" || value instanceof Uint8Array || value === null))
      return value;
    const serialized = serializer.serialize(topic, value, headers ?? NO_HEADERS);
    // Its record may be refused for another reason first, and then nobody waits for it.
    if (serialized instanceof Promise) serialized.catch(() => {});
    return serialized;
  }

  /** Asynchronous serializers run side by side; their records go on in the order of the sends. */
  #takeWhenSerialized(
    pending: PendingSend,
    key: SerializedData | Promise<SerializedData>,
    value: SerializedData | Promise<SerializedData>,
  ): void {
    pending.isSerialized = false;
    if (!(key instanceof Promise)) pending.key = key;
    if (!(value instanceof Promise)) pending.value = value;
    this.#hold(pending);
    this.#waiting.enter(this.#serializing, pending);
    Promise.all([pending.key ?? key, pending.value ?? value]).then(
      ([serializedKey, serializedValue]) => {
        pending.key = serializedKey;
        pending.value = serializedValue;
        pending.isSerialized = true;
        this.#goOnInOrder();
      },
      (error: unknown) => {
        this.#drop(pending, error instanceof Error ? error : new SerializationError(String(error)));
        this.#goOnInOrder();
        this.#tellOfRoom();
      },
    );
  }

  #goOnInOrder(): void {
    let first = firstOf(this.#serializing);
    while (first?.isSerialized) {
      this.#serializing.delete(first);
      try {
        this.#waiting.recharge(first, this.#checkWaiting(first));
        this.#checkSize(first.topic, first.key, first.value, first.headers, first.headerBytes);
        this.#goOn(first);
      } catch (error) {
        this.#drop(first, error as Error);
      }
      first = firstOf(this.#serializing);
    }
  }

  /** Appends, or waits for whatever is missing, behind whoever waits for it already. */
  #goOn(pending: PendingSend): void {
    // What was known of the topic may have been forgotten while a serializer was at work.
    pending.topic = this.#accumulator.topic(pending.topic.name);
    const line = this.#topicWaits.get(pending.topic.name);
    if (line !== undefined) this.#waiting.enter(line, pending);
    else if (pending.topic.partitionCount === 0) this.#waitForTopic(pending);
    else this.#appendOrWait(pending);
  }

  #appendOrWait(pending: PendingSend): void {
    if (this.#memoryWaits.size > 0 || !this.#place(pending)) this.#waitForMemory(pending);
  }

  /** True if the send needs to wait no longer: it is in a batch, or it failed. */
  #place(pending: PendingSend): boolean {
    try {
      const batch = this.#append(pending);
      if (batch === undefined) return false;
      batch.generation = this.#accumulator.generations.age(batch.generation, pending.generation);
      this.#waiting.remove(pending);
    } catch (error) {
      this.#drop(pending, error as Error);
    }
    return true;
  }

  /** Chooses the partition and appends to it. Undefined if there is no memory. */
  #append(send: PendingSend): ProducerBatch | undefined {
    const { topic, partition } = send;
    if (partition !== undefined) return this.#accumulator.append(this.#queueOf(topic, partition), send);
    const chosen = topic.queues[this.#choice.choose(topic, send)] as PartitionQueue;
    if (!this.#choice.isSticky(send.key)) {
      // A partitioner may have a memory: it is asked once, however long the record waits. Asking the rules again is free.
      send.partition = chosen.topicPartition.partition;
      return this.#accumulator.append(chosen, send);
    }
    const batch = this.#accumulator.append(chosen, send, nextStickyQueue);
    if (batch !== undefined) topic.sticky.onAppend(batch.lastRecordBytes, false, topic);
    return batch;
  }

  #queueOf(topic: TopicQueues, partition: number): PartitionQueue {
    return topic.queues[this.#checkPartition(topic, partition)] as PartitionQueue;
  }

  #checkPartition(topic: TopicQueues, partition: number): number {
    try {
      return this.#choice.check(topic, partition);
    } catch (error) {
      // It may have been added since metadata was last asked for.
      if (error instanceof UnknownPartitionError) this.#metadata.requestUpdate();
      throw error;
    }
  }

  #waitForTopic(pending: PendingSend): void {
    const line: Line = new Set();
    this.#topicWaits.set(pending.topic.name, line);
    this.#waiting.enter(line, pending);
    this.#askForTopic(pending.topic, line, pending.deadlineMs);
  }

  #askForTopic(topic: TopicQueues, line: Line, deadlineMs: number): void {
    const timeoutMs = Math.max(0, deadlineMs - this.#clock.now());
    this.#metadata.waitForTopic(topic.name, { timeoutMs }).then(
      (metadata) => {
        topic.update(metadata);
        this.#topicFound(topic, line);
      },
      (error: unknown) => this.#topicNotFound(topic, line, error as Error),
    );
  }

  #topicFound(topic: TopicQueues, line: Line): void {
    let first = firstOf(line);
    if (first !== undefined) this.#observer.waitedForMetadata(this.#waiting.waitedMs(first));
    while (first !== undefined) {
      line.delete(first);
      this.#appendOrWait(first);
      first = firstOf(line);
    }
    this.#leaveTopic(topic, line);
  }

  /** A timeout concerns those whose time it was; anything else concerns the topic. */
  #topicNotFound(topic: TopicQueues, line: Line, error: Error): void {
    const nowMs = this.#clock.now();
    const isTimeout = error instanceof MetadataTimeoutError;
    const reason = isTimeout ? this.#notFound(topic, error) : error;
    for (const pending of [...line]) if (!isTimeout || pending.deadlineMs <= nowMs) this.#drop(pending, reason);
    const first = firstOf(line);
    if (first === undefined) {
      this.#leaveTopic(topic, line);
      this.#accumulator.forgetUnknown(topic);
    } else this.#askForTopic(topic, line, first.deadlineMs);
  }

  #leaveTopic(topic: TopicQueues, line: Line): void {
    // Everybody may have been dropped meanwhile, and others wait for the topic again.
    if (this.#topicWaits.get(topic.name) === line) this.#topicWaits.delete(topic.name);
    this.#tellOfRoom();
  }

  #notFound(topic: TopicQueues, { cause }: MetadataTimeoutError): MetadataTimeoutError {
    return new MetadataTimeoutError(`${topic.name}: no metadata within maxBlockMs=${this.#config.maxBlockMs}`, {
      cause,
    });
  }

  #waitForMemory(pending: PendingSend): void {
    this.#waiting.enter(this.#memoryWaits, pending);
    this.#hurry();
  }

  /** Batches that linger hold memory that somebody waits for. */
  #hurry(): void {
    this.#accumulator.hurried = true;
    this.#wakeSender();
  }

  /** Books a send that has to wait. Throws `BufferExhaustedError` if too many bytes wait already. */
  #hold(send: PendingSend): void {
    const bytes = this.#checkWaiting(send);
    // Nobody asks for these any more, and they may be large.
    if (!this.#choice.isForeign) send.givenKey = send.givenValue = undefined;
    this.#waiting.add(send, bytes);
  }

  get #isMemoryShort(): boolean {
    return this.#accumulator.memory.availableBytes < this.#config.roomBytes;
  }

  #tellOfRoom(): void {
    if (this.#roomWaits.size === 0) return;
    if (this.hasRoom) this.#callRoomWaits();
    else if (this.#isMemoryShort) this.#accumulator.hurried = true;
  }

  #callRoomWaits(): void {
    const listeners = [...this.#roomWaits];
    this.#roomWaits.clear();
    for (const listener of listeners) listener();
  }

  /** What a send holds while it waits. Throws `BufferExhaustedError` if that is too much, with what waits already. */
  #checkWaiting(send: PendingSend): number {
    const bytes = bytesHeldBy(send);
    if (this.#waiting.bytes + bytes - send.chargedBytes <= this.#config.bufferMemory) return bytes;
    this.#observer.memoryExhausted();
    throw new BufferExhaustedError(
      `${send.topic.name}: ${this.#waiting.bytes} bytes wait to be sent already, and no more than bufferMemory=${this.#config.bufferMemory} may`,
    );
  }

  /** Fails a send that waits, unless it is settled already. */
  #drop(pending: PendingSend, error: Error): void {
    const isNews = !pending.completion.isDone(pending.place);
    if (isNews) pending.completion.fail(error, pending.place);
    // Only now: a flush may wait for this.
    this.#waiting.remove(pending);
    if (isNews) this.#refused(error);
  }

  /** Those that wait for metadata are told by it. */
  #giveUp(nowMs: number): void {
    for (const pending of this.#waiting.overdue(nowMs)) {
      if (pending.line === this.#serializing) this.#drop(pending, this.#notSerialized(pending));
      else if (pending.line === this.#memoryWaits) this.#drop(pending, this.#noMemory(pending));
    }
    this.#goOnInOrder();
    this.memoryFreed();
  }

  #notSerialized({ topic }: PendingSend): SerializationError {
    return new SerializationError(`${topic.name}: not serialized within maxBlockMs=${this.#config.maxBlockMs}`);
  }

  #noMemory({ topic }: PendingSend): BufferExhaustedError {
    this.#observer.memoryExhausted();
    const { availableBytes, totalBytes } = this.#accumulator.memory;
    return new BufferExhaustedError(
      `${topic.name}: no memory within maxBlockMs=${this.#config.maxBlockMs}: ${availableBytes} of bufferMemory=${totalBytes} bytes are free, ${this.#memoryWaits.size} sends wait`,
    );
  }

  #checkSize(
    topic: TopicQueues,
    key: SerializedData,
    value: SerializedData,
    headers: readonly EncodedHeader[] | undefined,
    headerBytes: number,
  ): void {
    const atMost = ((key?.length ?? 0) + (value?.length ?? 0)) * MAX_UTF8_BYTES_PER_UNIT + GENEROUS_OVERHEAD_BYTES;
    if (headerBytes < 0 && atMost <= this.#largestBytes) return;
    const bytes = estimateSizeInBytes(this.#accumulator.magic, key, value, headers);
    if (bytes <= this.#largestBytes) return;
    const { maxRequestSize, bufferMemory } = this.#config;
    throw new RecordTooLargeError(
      bytes > maxRequestSize
        ? `${topic.name}: the record takes ${bytes} bytes, more than maxRequestSize=${maxRequestSize}`
        : `${topic.name}: the record takes ${bytes} bytes, more than bufferMemory=${bufferMemory} less ${RECORD_OVERHEAD_BYTES}`,
    );
  }
}

/** A full batch is the moment to turn to another partition: none is left behind half empty. */
function nextStickyQueue({ topic }: PartitionQueue): PartitionQueue {
  topic.sticky.onAppend(0, true, topic);
  return topic.queues[topic.sticky.current(topic)] as PartitionQueue;
}

/** For `close`. */
export function closedWhileWaiting(pending: PendingSend): ProducerClosedError {
  return new ProducerClosedError(`${pending.topic.name}: the producer was closed while the record waited to be sent`);
}

function topicOf(record: ProducerRecord<unknown, unknown>): string {
  if (record === null || typeof record !== "object") {
    throw new InvalidRecordError(
      `send takes a record { topic, key, value, … }, got ${record === null ? "null" : typeof record}`,
    );
  }
  const { topic } = record;
  if (typeof topic === "string" && topic !== "") return topic;
  throw new InvalidRecordError(`a record needs a topic, got ${topic === "" ? '""' : typeof topic}`);
}

function timestampOf(timestampMs: unknown): number {
  if (typeof timestampMs === "number" && Number.isSafeInteger(timestampMs) && timestampMs >= 0) return timestampMs;
  throw new InvalidRecordError(
    `timestampMs must be a whole number of milliseconds since the epoch, got ${String(timestampMs)}`,
  );
}
