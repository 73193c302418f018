/**
 * The way from `send` into a batch: serialize, find the topic, choose the partition, append.
 * What cannot go on at once waits here, in order, for at most `maxBlockMs`. Knows nothing of requests.
 */
import { KafkaConnectionError, type Metadata, MetadataTimeoutError } from "@k/client";
import { estimateSizeInBytes } from "@k/records";
import {
  type PartitionQueue,
  type ProducerBatch,
  RECORD_OVERHEAD_BYTES,
  type RecordAccumulator,
  type TopicQueues,
  WAITING_HEADER_OVERHEAD_BYTES,
  WAITING_OVERHEAD_BYTES,
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

export interface IntakeConfig {
  readonly maxBlockMs: number;
  readonly maxRequestSize: number;
  readonly bufferMemory: number;
  /** Free bytes from which on there is room: enough for a batch of another partition. */
  readonly roomBytes: number;
}

/** A topic whose metadata is not known yet, and the sends to it, in order. */
interface TopicWait {
  readonly sends: PendingSend[];
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
  readonly #serializing: PendingSend[] = [];
  readonly #serialized = new Set<PendingSend>();
  readonly #topicWaits = new Map<string, TopicWait>();
  /** Sends that wait for memory, first come first served. */
  readonly #memoryWaits: PendingSend[] = [];
  readonly #roomWaits = new Set<() => void>();
  #waitingBytes = 0;
  /** The send at hand, until one has to wait: most never do, and need no object of their own. */
  #scratch = new PendingSend();
  #timer: unknown;

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
    const { bufferMemory, roomBytes } = this.#config;
    // Sends that wait for metadata hold memory of their own; half of what they may hold is left to others.
    const mayWait = this.#waitingBytes <= bufferMemory / 2;
    return mayWait && this.#memoryWaits.length === 0 && this.#accumulator.memory.availableBytes >= roomBytes;
  }

  /** Tells `listener` once that there is room, at once if there is; returns what ends the wait. */
  whenRoom(listener: () => void): () => void {
    if (this.hasRoom) listener();
    else this.#roomWaits.add(listener);
    return () => this.#roomWaits.delete(listener);
  }

  /** Sends that wait for metadata or memory. */
  get waitingCount(): number {
    let count = this.#serializing.length + this.#memoryWaits.length;
    for (const { sends } of this.#topicWaits.values()) count += sends.length;
    return count;
  }

  /** Memory was freed: lets waiting sends go on, in order, as far as it reaches. */
  readonly memoryFreed = (): void => {
    const waits = this.#memoryWaits;
    let served = 0;
    while (served < waits.length && this.#place(waits[served] as PendingSend)) served++;
    if (served > 0) {
      // The first one has waited longest; the others of its turn are not looked at one by one.
      this.#observer.waitedForMemory(this.#waitedMs(waits[0] as PendingSend));
      waits.splice(0, served);
    }
    this.#accumulator.hurried = waits.length > 0;
    this.#tellOfRoom();
  };

  /** Fails every waiting send. */
  dropWaiting(error: (waiting: PendingSend) => Error): void {
    if (this.#timer !== undefined) this.#clock.clearTimer(this.#timer);
    this.#timer = undefined;
    const waiting = [this.#serializing.splice(0), this.#memoryWaits.splice(0)];
    for (const { sends } of this.#topicWaits.values()) waiting.push(sends);
    this.#topicWaits.clear();
    this.#serialized.clear();
    for (const sends of waiting) for (const pending of sends) this.#drop(pending, error(pending));
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
    const waitsForSerializer = key instanceof Promise || value instanceof Promise || this.#serializing.length > 0;
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
    const mayAppend = this.#memoryWaits.length === 0 && topic.partitionCount > 0 && !this.#topicWaits.has(topic.name);
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
    this.#hold(pending);
    this.#serializing.push(pending);
    this.#armTimer(pending.deadlineMs);
    Promise.all([key, value]).then(
      ([serializedKey, serializedValue]) => {
        if (pending.completion.isDone(pending.place)) return;
        pending.key = serializedKey;
        pending.value = serializedValue;
        this.#serialized.add(pending);
        this.#goOnInOrder();
      },
      (error: unknown) => {
        const index = this.#serializing.indexOf(pending);
        if (index >= 0) this.#serializing.splice(index, 1);
        if (!pending.completion.isDone(pending.place))
          this.#drop(pending, error instanceof Error ? error : new SerializationError(String(error)));
        this.#goOnInOrder();
        this.#tellOfRoom();
      },
    );
  }

  #goOnInOrder(): void {
    let pending = this.#serializing[0];
    while (pending !== undefined && this.#serialized.delete(pending)) {
      this.#serializing.shift();
      try {
        this.#recharge(pending);
        this.#checkSize(pending.topic, pending.key, pending.value, pending.headers, pending.headerBytes);
        this.#goOn(pending);
      } catch (error) {
        this.#drop(pending, error as Error);
      }
      pending = this.#serializing[0];
    }
  }

  /** Appends, or waits for whatever is missing, behind whoever waits for it already. */
  #goOn(pending: PendingSend): void {
    const wait = this.#topicWaits.get(pending.topic.name);
    if (wait !== undefined) {
      wait.sends.push(pending);
    } else if (pending.topic.partitionCount === 0) this.#waitForTopic(pending);
    else if (this.#memoryWaits.length > 0 || !this.#place(pending)) this.#waitForMemory(pending);
  }

  /** True if the send needs to wait no longer: it is in a batch, or it failed. */
  #place(pending: PendingSend): boolean {
    // It gave up while it waited.
    if (pending.completion.isDone(pending.place)) return true;
    try {
      const batch = this.#append(pending);
      if (batch === undefined) return false;
      batch.generation = this.#accumulator.generations.age(batch.generation, pending.generation);
      this.#release(pending);
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
    const { topic } = pending;
    this.#topicWaits.set(topic.name, { sends: [pending] });
    this.#askForTopic(topic, pending.deadlineMs);
  }

  #askForTopic(topic: TopicQueues, deadlineMs: number): void {
    const timeoutMs = Math.max(0, deadlineMs - this.#clock.now());
    this.#metadata.waitForTopic(topic.name, { timeoutMs }).then(
      (metadata) => {
        topic.update(metadata);
        const wait = this.#topicWaits.get(topic.name);
        this.#topicWaits.delete(topic.name);
        const first = wait?.sends[0];
        if (first !== undefined) this.#observer.waitedForMetadata(this.#waitedMs(first));
        for (const pending of wait?.sends ?? []) this.#goOn(pending);
        this.#tellOfRoom();
      },
      (error: unknown) => this.#topicNotFound(topic, error as Error),
    );
  }

  /** A timeout concerns those whose time it was, which are the first; anything else concerns the topic. */
  #topicNotFound(topic: TopicQueues, error: Error): void {
    const wait = this.#topicWaits.get(topic.name);
    if (wait === undefined) return;
    const { sends } = wait;
    const nowMs = this.#clock.now();
    const isTimeout = error instanceof MetadataTimeoutError || error instanceof KafkaConnectionError;
    let failed = isTimeout ? sends.findIndex(({ deadlineMs }) => deadlineMs > nowMs) : sends.length;
    if (failed < 0) failed = sends.length;
    const reason = error instanceof MetadataTimeoutError ? this.#notFound(topic, error) : error;
    for (const pending of sends.splice(0, failed)) this.#drop(pending, reason);
    const first = sends[0];
    if (first === undefined) this.#topicWaits.delete(topic.name);
    else this.#askForTopic(topic, first.deadlineMs);
    this.#tellOfRoom();
  }

  #notFound(topic: TopicQueues, { cause }: MetadataTimeoutError): MetadataTimeoutError {
    return new MetadataTimeoutError(`${topic.name}: no metadata within maxBlockMs=${this.#config.maxBlockMs}`, {
      cause,
    });
  }

  #waitForMemory(pending: PendingSend): void {
    this.#memoryWaits.push(pending);
    this.#accumulator.hurried = true;
    this.#armTimer(pending.deadlineMs);
  }

  /** Books a send that has to wait. Throws `BufferExhaustedError` if too many bytes wait already. */
  #hold(send: PendingSend): void {
    const { topic, key, value, headers, headerBytes } = send;
    const headersBytes = headers === undefined ? 0 : headerBytes + headers.length * WAITING_HEADER_OVERHEAD_BYTES;
    const chargedBytes = WAITING_OVERHEAD_BYTES + heldBytes(key) + heldBytes(value) + headersBytes;
    this.#checkWaiting(topic, chargedBytes);
    this.#waitingBytes += chargedBytes;
    // Until it is in a batch the caller could change its bytes.
    if (key instanceof Uint8Array) send.key = Buffer.from(key);
    if (value instanceof Uint8Array) send.value = Buffer.from(value);
    send.headers = headers?.map(copyOfHeader);
    // Nobody asks for these any more, and they may be large.
    if (!this.#choice.isForeign) send.givenKey = send.givenValue = undefined;
    send.deadlineMs = this.#clock.now() + this.#config.maxBlockMs;
    send.generation = this.#accumulator.generations.enter();
    send.chargedBytes = chargedBytes;
  }

  #tellOfRoom(): void {
    if (this.#roomWaits.size > 0 && this.hasRoom) this.#callRoomWaits();
  }

  #callRoomWaits(): void {
    const listeners = [...this.#roomWaits];
    this.#roomWaits.clear();
    for (const listener of listeners) listener();
  }

  /** Books what a serializer has made of a send that waited for it. */
  #recharge(pending: PendingSend): void {
    const { key, value } = pending;
    const bytes = heldBytes(key) + heldBytes(value);
    this.#checkWaiting(pending.topic, bytes);
    this.#waitingBytes += bytes;
    pending.chargedBytes += bytes;
  }

  #checkWaiting(topic: TopicQueues, moreBytes: number): void {
    if (this.#waitingBytes + moreBytes <= this.#config.bufferMemory) return;
    this.#observer.memoryExhausted();
    throw new BufferExhaustedError(
      `${topic.name}: ${this.#waitingBytes} bytes wait to be sent already, and no more than bufferMemory=${this.#config.bufferMemory} may`,
    );
  }

  #release(pending: PendingSend): void {
    this.#waitingBytes -= pending.chargedBytes;
    this.#accumulator.generations.leave(pending.generation);
  }

  #drop(pending: PendingSend, error: Error): void {
    const isNews = !pending.completion.isDone(pending.place);
    if (isNews) pending.completion.fail(error, pending.place);
    this.#release(pending);
    if (isNews) this.#refused(error);
  }

  #armTimer(deadlineMs: number): void {
    if (this.#timer !== undefined) return;
    this.#timer = this.#clock.setTimer(() => this.#giveUp(), Math.max(0, Math.ceil(deadlineMs - this.#clock.now())));
  }

  /**
   * Fails the sends that have waited for memory or a serializer for `maxBlockMs`. Those that wait for metadata are told
   * by it.
   */
  #giveUp(): void {
    this.#timer = undefined;
    const nowMs = this.#clock.now();
    for (const pending of takeOverdue(this.#serializing, nowMs)) {
      this.#serialized.delete(pending);
      this.#drop(pending, this.#notSerialized(pending));
    }
    for (const pending of takeOverdue(this.#memoryWaits, nowMs)) this.#drop(pending, this.#noMemory(pending));
    this.#goOnInOrder();
    this.memoryFreed();
    for (const { deadlineMs } of [...this.#serializing.slice(0, 1), ...this.#memoryWaits.slice(0, 1)]) {
      this.#armTimer(deadlineMs);
    }
  }

  #notSerialized({ topic }: PendingSend): SerializationError {
    return new SerializationError(`${topic.name}: not serialized within maxBlockMs=${this.#config.maxBlockMs}`);
  }

  #waitedMs(pending: PendingSend): number {
    return this.#clock.now() - (pending.deadlineMs - this.#config.maxBlockMs);
  }

  #noMemory({ topic }: PendingSend): BufferExhaustedError {
    this.#observer.memoryExhausted();
    const { availableBytes, totalBytes } = this.#accumulator.memory;
    return new BufferExhaustedError(
      `${topic.name}: no memory within maxBlockMs=${this.#config.maxBlockMs}: ${availableBytes} of bufferMemory=${totalBytes} bytes are free, ${this.#memoryWaits.length} sends wait`,
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

/** A bound of what key or value take while they wait: no text takes more in memory than in UTF-8. */
function heldBytes(data: SerializedData): number {
  if (data === null) return 0;
  return typeof data === "string" ? Buffer.byteLength(data) : data.length;
}

function copyOfHeader({ key, value }: EncodedHeader): EncodedHeader {
  return { key, value: value && Buffer.from(value) };
}

/** Removes, and returns, the sends whose time is over; they are the first, give or take those that waited elsewhere before. */
function takeOverdue(list: PendingSend[], nowMs: number): PendingSend[] {
  const inTime = list.findIndex(({ deadlineMs }) => deadlineMs > nowMs);
  return list.splice(0, inTime < 0 ? list.length : inTime);
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
