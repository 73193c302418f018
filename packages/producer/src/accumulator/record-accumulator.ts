/**
 * Collects records into batches, a queue of them per partition, and hands out the batches that are due.
 * Knows when a batch may go; knows nothing of requests, connections or what an answer means.
 */
import { type ClusterMetadata, UnsupportedVersionError } from "@k/client";
import type { KafkaError } from "@k/protocol";
import {
  type CompressionType,
  convertRecords,
  createRecordsBuilder,
  estimateSizeInBytes,
  type Magic,
  type RecordHeaderInput,
  readRecords,
} from "@k/records";
import type { CloseBatch } from "../config/index.js";
import { ProducerClosedError } from "../errors.js";
import type { PartitionSequence, ProducerIdentity } from "../idempotence/index.js";
import { StickyPartition } from "../partitioner/index.js";
import type { Completion } from "../record/index.js";
import { type BufferMemory, RECORD_OVERHEAD_BYTES } from "./buffer-memory.js";
import { FlushGenerations } from "./flush-generations.js";
import type { PartitionQueue } from "./partition-queue.js";
import { ProducerBatch } from "./producer-batch.js";
import { waitBeforeSendingMs } from "./readiness.js";
import { StalledNodes } from "./stalled-nodes.js";
import { TopicQueues } from "./topic-queues.js";

export interface AccumulatorConfig {
  readonly batchSize: number;
  readonly lingerMs: number;
  readonly deliveryTimeoutMs: number;
  readonly compressionType: CompressionType;
  readonly compressionLevel: number | undefined;
  readonly transactional: boolean;
  readonly enableIdempotence: boolean;
  readonly maxInFlight: number;
  readonly adaptivePartitioning: boolean;
  /** After this long without taking anything a leader gets no records without a key; 0: never (KIP-794). */
  readonly availabilityTimeoutMs: number;
  readonly closeBatch: CloseBatch;
}

/** `error` is undefined if the codec succeeded. */
export type Compressed = (batch: ProducerBatch, error: unknown) => void;

/** What one look at all queues found. */
export interface ReadyPartitions {
  /** Queues whose first batch is due, by leader. */
  readonly byNode: ReadonlyMap<number, PartitionQueue[]>;
  /** Milliseconds until a batch that is not due yet will be; Infinity if there is none. */
  readonly nextCheckMs: number;
  /** Topics with a partition that has something to send and no leader. */
  readonly leaderless: ReadonlySet<TopicQueues>;
}

/** A record on its way into a batch: serialized, and with a partition. */
export interface Appendable {
  readonly completion: Completion;
  readonly place: number;
  readonly timestampMs: number;
  readonly key: Uint8Array | string | null;
  readonly value: Uint8Array | string | null;
  readonly headers: readonly RecordHeaderInput[] | undefined;
  readonly headerBytes: number;
}

export class RecordAccumulator {
  readonly memory: BufferMemory;
  readonly generations = new FlushGenerations();
  readonly #config: AccumulatorConfig;
  readonly #stalledNodes: StalledNodes;
  readonly #now: () => number;
  readonly #random: () => number;
  readonly #makeSequence: () => PartitionSequence | undefined;
  readonly #topics = new Map<string, TopicQueues>();
  /** Queues with something to send. */
  readonly #active = new Set<PartitionQueue>();
  /** Batches that are not done, about oldest first. */
  readonly #incomplete = new Set<ProducerBatch>();
  #nextOrder = 0;
  #magic: Magic = 2;
  /** Rotates the partition that a request is filled from first, so that none starves. */
  #drainStart = 0;
  /** Set while sends wait for memory: nothing lingers then. */
  hurried = false;
  /** Set when a batch could not be numbered for want of a producer id. */
  wantsProducerId = false;
  #nextExpiryMs = Number.POSITIVE_INFINITY;
  readonly #identity: () => ProducerIdentity | undefined;
  readonly #admits: (queue: PartitionQueue) => boolean;
  readonly #opened: (queue: PartitionQueue) => void;

  constructor(parts: {
    config: AccumulatorConfig;
    memory: BufferMemory;
    now: () => number;
    random: () => number;
    makeSequence: () => PartitionSequence | undefined;
    /** The producer id and epoch in force; undefined before there is one. */
    identity: () => ProducerIdentity | undefined;
    /** Whether a partition may be written to: in a transaction, once it is part of it. */
    admits: (queue: PartitionQueue) => boolean;
    /** Called when a batch was opened: it may be due, and the one before it is full. */
    opened: (queue: PartitionQueue) => void;
  }) {
    this.#config = parts.config;
    this.#stalledNodes = new StalledNodes(parts.config.availabilityTimeoutMs);
    this.memory = parts.memory;
    this.#now = parts.now;
    this.#random = parts.random;
    this.#makeSequence = parts.makeSequence;
    this.#identity = parts.identity;
    this.#admits = parts.admits;
    this.#opened = parts.opened;
  }

  /** The record format of new batches: the newest that the cluster takes. */
  useMagic(magic: Magic): void {
    // Only the newest has room for sequence numbers; a broker that does not take it gets none of an idempotent producer.
    this.#magic = this.#config.enableIdempotence ? 2 : magic;
  }

  get magic(): Magic {
    return this.#magic;
  }

  topic(name: string): TopicQueues {
    let topic = this.#topics.get(name);
    if (topic === undefined) {
      const sticky = new StickyPartition({
        batchSizeBytes: this.#config.batchSize,
        adaptive: this.#config.adaptivePartitioning,
        random: this.#random,
      });
      topic = new TopicQueues(name, sticky, this.#makeSequence, (nodeId) => this.#stalledNodes.isStalled(nodeId));
      this.#topics.set(name, topic);
    }
    return topic;
  }

  /** Nobody asks any more for a topic that was never found: names that do not exist must not fill the memory. */
  forgetUnknown(topic: TopicQueues): void {
    if (topic.queues.length === 0 && this.#topics.get(topic.name) === topic) this.#topics.delete(topic.name);
  }

  applyMetadata(cluster: ClusterMetadata): void {
    for (const topic of this.#topics.values()) {
      const known = cluster.topics.get(topic.name);
      if (known !== undefined && known.partitions.length > 0) topic.update(known);
      else topic.loseLeaders();
    }
  }

  /**
   * Appends to the partition's open batch, or to a new one. Undefined if there is no memory for it.
   * @param atBatchEnd asked when the open batch is full: a record that may go anywhere can move on to another partition
   */
  append(
    queue: PartitionQueue,
    record: Appendable,
    atBatchEnd?: (full: PartitionQueue) => PartitionQueue,
  ): ProducerBatch | undefined {
    const batch = queue.openBatch;
    if (batch === undefined) return this.#appendToNewBatch(queue, record);
    if (this.memory.availableBytes < RECORD_OVERHEAD_BYTES) return undefined;
    const { builder } = batch;
    const sizeBefore = builder.sizeInBytes;
    if (builder.append(record.timestampMs, record.key, record.value, record.headers) !== null) {
      this.memory.tryTake(RECORD_OVERHEAD_BYTES);
      batch.reservedBytes += RECORD_OVERHEAD_BYTES;
      this.#remember(batch, record, builder.sizeInBytes - sizeBefore);
      return batch;
    }
    queue.openBatch = undefined;
    const next = atBatchEnd?.(queue) ?? queue;
    return next === queue ? this.#appendToNewBatch(queue, record) : this.append(next, record);
  }

  /** Looks at the first batch of every queue. */
  ready(nowMs: number): ReadyPartitions {
    const byNode = new Map<number, PartitionQueue[]>();
    const leaderless = new Set<TopicQueues>();
    let nextCheckMs = Number.POSITIVE_INFINITY;
    for (const queue of this.#active) {
      if (queue.leaderId < 0) {
        leaderless.add(queue.topic);
        continue;
      }
      const waitMs = this.#waitMs(queue, nowMs);
      if (waitMs > 0) {
        nextCheckMs = Math.min(nextCheckMs, waitMs);
        continue;
      }
      const ofNode = byNode.get(queue.leaderId);
      if (ofNode === undefined) byNode.set(queue.leaderId, [queue]);
      else ofNode.push(queue);
    }
    for (const nodeId of byNode.keys()) this.#stalledNodes.hasWork(nodeId, nowMs);
    return { byNode, nextCheckMs, leaderless };
  }

  /**
   * Takes at most one due batch of each queue, as many as fit into a request of `maxBytes`; the first one always fits.
   * @param compressed called when a codec is done with a batch that had to be compressed first: it is ready, or was given
   *   up meanwhile and its memory is free
   */
  drain(queues: readonly PartitionQueue[], maxBytes: number, nowMs: number, compressed: Compressed): ProducerBatch[] {
    const drained: ProducerBatch[] = [];
    this.#stalledNodes.takesWork((queues[0] as PartitionQueue).leaderId, nowMs);
    let bytes = 0;
    const start = this.#drainStart++ % queues.length;
    for (let step = 0; step < queues.length; step++) {
      const queue = queues[(start + step) % queues.length] as PartitionQueue;
      const batch = queue.batches[0];
      if (batch === undefined || this.#waitMs(queue, nowMs) > 0 || !this.#mayFollow(queue, batch)) continue;
      const isTooMuch = () => drained.length > 0 && bytes + batch.builder.sizeInBytes > maxBytes;
      // One that is open and will not be sent now may go on taking records.
      if (batch.phase === "open" && this.#config.compressionType === "none" && isTooMuch()) continue;
      if (!this.#close(batch, compressed) || isTooMuch()) continue;
      queue.sequence?.assign(batch);
      batch.bytes = batch.builder.close();
      bytes += batch.bytes.length;
      queue.batches.shift();
      if (queue.batches.length === 0) this.#active.delete(queue);
      batch.enter("inFlight");
      queue.inFlight.push(batch);
      drained.push(batch);
    }
    return drained;
  }

  /**
   * Writes a drained batch again in another record format, for a leader that takes only that one. Returns why that
   * cannot be done, if it cannot: older formats have no place for headers and sequence numbers.
   */
  convert(batch: ProducerBatch, magic: Magic): KafkaError | undefined {
    if (batch.builder.magic === magic) return undefined;
    const lost = batch.hasHeaders ? "headers" : batch.sequence === undefined ? undefined : "idempotence";
    if (magic < 2 && lost !== undefined) {
      return new UnsupportedVersionError(
        `${batch.queue.name}: the broker's record format (magic ${magic}) has no ${lost}`,
      );
    }
    try {
      batch.bytes = convertRecords(batch.bytes as Uint8Array, { magic, compression: batch.builder.compression });
      return undefined;
    } catch (error) {
      return new UnsupportedVersionError(`${batch.queue.name}: not to be had in magic ${magic}`, { cause: error });
    }
  }

  /** Puts a batch back that was sent and was not acknowledged. */
  reenqueue(batch: ProducerBatch): void {
    batch.queue.landed(batch);
    batch.enter("closed");
    batch.queue.reinsert(batch);
    this.#active.add(batch.queue);
  }

  /**
   * Replaces a batch that a broker found too large by smaller ones, which keep its place, its age, its futures and,
   * between them, its sequence numbers. Returns how many there are.
   */
  split(batch: ProducerBatch): number {
    const { queue } = batch;
    const bytes = batch.bytes as Uint8Array;
    queue.landed(batch);
    // A guess at compression that was far off is put right at once; a piece that is still too large is halved, so that
    // this ends: at one record, which fails (KAFKA-8350).
    const uncompressedBytes = bytes.length / batch.builder.compressionRate;
    const pieceCount = batch.isPiece ? 2 : Math.max(2, Math.ceil(uncompressedBytes / this.#config.batchSize));
    const pieceBytes = uncompressedBytes / pieceCount;
    const pieces: ProducerBatch[] = [];
    let piece: ProducerBatch | undefined;
    let index = 0;
    for (const { timestampMs, key, value, headers } of readRecords(bytes)) {
      const isEnough = piece !== undefined && piece.builder.sizeInBytes >= pieceBytes && pieces.length < pieceCount;
      if (piece === undefined || isEnough || piece.builder.append(timestampMs, key, value, headers) === null) {
        piece = this.#openPiece(
          batch,
          Math.ceil(pieceBytes) + batch.maxRecordBytes,
          batch.order + index * batch.recordSpan,
        );
        piece.builder.append(timestampMs, key, value, headers);
        pieces.push(piece);
      }
      batch.moveRecord(index, piece);
      index++;
    }
    let sequenceOffset = 0;
    for (const made of pieces) {
      made.reservedBytes = made.builder.buffer.length + made.recordCount * RECORD_OVERHEAD_BYTES;
      made.maxRecordBytes = batch.maxRecordBytes;
      made.possiblyPersisted = batch.possiblyPersisted;
      made.lastAttempt = "notAppended";
      if (batch.sequence !== undefined) queue.sequence?.continue(made, batch.sequence, sequenceOffset);
      sequenceOffset += made.recordCount;
      this.memory.takeAnyway(made.reservedBytes);
      this.#incomplete.add(made);
      queue.reinsert(made);
    }
    batch.enter("done");
    this.finish(batch);
    this.#active.add(queue);
    return pieces.length;
  }

  /** Everything of a batch is over but, maybe, the socket's hold on its bytes: its memory is free once that ends too. */
  finish(batch: ProducerBatch): void {
    if (this.#incomplete.delete(batch)) this.generations.leave(batch.generation);
    this.releaseIfIdle(batch);
  }

  /** Gives the batch's memory back, unless a future is unsettled, a request carries it or a socket or codec still uses it. */
  releaseIfIdle(batch: ProducerBatch): void {
    if (!batch.isDone || batch.writesPending > 0 || batch.codecPending || batch.reservedBytes === 0) return;
    if (batch.queue.inFlight.includes(batch)) return;
    this.memory.give(batch.reservedBytes);
    this.memory.recycle(batch.builder.buffer);
    batch.reservedBytes = 0;
  }

  /** Monotonic ms at which a batch may expire; Infinity without batches. */
  get nextExpiryMs(): number {
    return this.#incomplete.size === 0 ? Number.POSITIVE_INFINITY : this.#nextExpiryMs;
  }

  /** Batches whose delivery time is over, wherever they are; those that were queued are taken out. */
  takeExpired(nowMs: number): ProducerBatch[] {
    if (nowMs < this.nextExpiryMs) return [];
    const expired: ProducerBatch[] = [];
    let next = Number.POSITIVE_INFINITY;
    for (const batch of this.#incomplete) {
      const expiresMs = batch.createdMs + this.#config.deliveryTimeoutMs;
      if (expiresMs > nowMs) next = Math.min(next, expiresMs);
      else {
        this.discard(batch);
        expired.push(batch);
      }
    }
    this.#nextExpiryMs = next;
    return expired;
  }

  /** Takes a batch out of its queue, so that it is never sent (again). */
  discard(batch: ProducerBatch): void {
    batch.queue.remove(batch);
    if (batch.queue.batches.length === 0) this.#active.delete(batch.queue);
  }

  /** Every batch that is not done. */
  incomplete(): ProducerBatch[] {
    return [...this.#incomplete];
  }

  #waitMs(queue: PartitionQueue, nowMs: number): number {
    const batch = queue.batches[0] as ProducerBatch;
    const hurried = this.hurried || this.generations.isFlushing(batch.generation);
    return waitBeforeSendingMs(batch, queue.batches.length > 1, hurried ? 0 : this.#config.lingerMs, nowMs);
  }

  /** Whether order and numbering allow `batch` to leave while others of its partition are in flight. */
  #mayFollow(queue: PartitionQueue, batch: ProducerBatch): boolean {
    // The bytes of an earlier attempt may not be patched, nor sent twice at once, while a socket reads them.
    if (batch.writesPending > 0) return false;
    const { sequence, inFlight } = queue;
    if (sequence === undefined) return this.#config.maxInFlight > 1 || inFlight.length === 0;
    if (!this.#admits(queue)) return false;
    sequence.grant(this.#identity());
    if (inFlight.length === 0) sequence.restartIfBroken(queue.batches);
    if (sequence.needsProducerId) {
      this.wantsProducerId = true;
      if (batch.sequence === undefined) return false;
    }
    // A retry travels alone: the broker remembers five batches, and has to know this one again if it is in the log.
    if (inFlight.some(({ attempts }) => attempts > 1)) return false;
    return inFlight.length < sequence.allowedInFlight(batch, this.#config.maxInFlight);
  }

  /** Ends appends and compresses; false while a codec is at it. */
  #close(batch: ProducerBatch, compressed: Compressed): boolean {
    if (batch.phase === "closed") return true;
    if (batch.phase === "compressing") return false;
    if (batch.queue.openBatch === batch) batch.queue.openBatch = undefined;
    if (this.#config.compressionType === "none") {
      batch.enter("closed");
      return true;
    }
    batch.enter("compressing");
    batch.codecPending = true;
    this.#compress(batch).then(
      () => this.#codecDone(batch, undefined, compressed),
      (error: unknown) => this.#codecDone(batch, error, compressed),
    );
    return false;
  }

  #codecDone(batch: ProducerBatch, error: unknown, compressed: Compressed): void {
    batch.codecPending = false;
    if (batch.phase !== "compressing") this.releaseIfIdle(batch);
    else if (error !== undefined) this.discard(batch);
    else {
      batch.enter("closed");
      batch.queue.topic.ratio.observe(batch.builder.compressionRate);
    }
    compressed(batch, error);
  }

  /** Rejects also where the codec throws at once. */
  async #compress(batch: ProducerBatch): Promise<void> {
    await this.#config.closeBatch(batch.builder);
  }

  #appendToNewBatch(queue: PartitionQueue, record: Appendable): ProducerBatch | undefined {
    const { timestampMs, key, value, headers } = record;
    const { batchSize, compressionType, compressionLevel, transactional, deliveryTimeoutMs } = this.#config;
    const limit = compressionType === "none" ? batchSize : queue.topic.ratio.uncompressedLimitBytes(batchSize);
    const capacity = Math.min(
      Math.max(limit, estimateSizeInBytes(this.#magic, key, value, headers, compressionType)),
      this.memory.totalBytes - RECORD_OVERHEAD_BYTES,
    );
    const reservedBytes = capacity + RECORD_OVERHEAD_BYTES;
    if (this.memory.availableBytes < reservedBytes) return undefined;
    const builder = createRecordsBuilder({
      magic: this.#magic,
      sizeLimitBytes: limit,
      buffer: this.memory.allocate(capacity),
      compression: compressionType,
      ...(compressionLevel !== undefined && { compressionLevel }),
      transactional,
    });
    // Whatever throws here leaves no trace: nothing is reserved or queued before the builder has the record.
    builder.append(timestampMs, key, value, headers);
    this.memory.tryTake(reservedBytes);
    const batch = new ProducerBatch({
      queue,
      builder,
      order: this.#nextOrder++,
      createdMs: this.#now(),
      generation: this.generations.enter(),
      reservedBytes,
    });
    this.#nextExpiryMs = Math.min(this.nextExpiryMs, batch.createdMs + deliveryTimeoutMs);
    this.#incomplete.add(batch);
    queue.batches.push(batch);
    queue.openBatch = batch;
    this.#active.add(queue);
    this.#remember(batch, record, builder.sizeInBytes);
    this.#opened(queue);
    return batch;
  }

  #openPiece(parent: ProducerBatch, sizeLimitBytes: number, order: number): ProducerBatch {
    const { compressionType, compressionLevel, transactional } = this.#config;
    this.generations.enterAt(parent.generation);
    return new ProducerBatch({
      queue: parent.queue,
      builder: createRecordsBuilder({
        magic: this.#magic,
        sizeLimitBytes,
        compression: compressionType,
        ...(compressionLevel !== undefined && { compressionLevel }),
        transactional,
      }),
      order,
      createdMs: parent.createdMs,
      generation: parent.generation,
      reservedBytes: 0,
      recordSpan: parent.recordSpan,
    });
  }

  #remember(
    batch: ProducerBatch,
    { completion, place, timestampMs, headerBytes }: Appendable,
    encodedBytes: number,
  ): void {
    batch.lastRecordBytes = encodedBytes;
    if (encodedBytes > batch.maxRecordBytes) batch.maxRecordBytes = encodedBytes;
    batch.add(completion, place, timestampMs, headerBytes);
  }
}

/** The error of whatever is unsettled when the producer is closed by force. */
export function closedForcefully(batch: ProducerBatch, nowMs: number): ProducerClosedError {
  return new ProducerClosedError("the producer was closed before the batch was acknowledged", batch.details(nowMs));
}
