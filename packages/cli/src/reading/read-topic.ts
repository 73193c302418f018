/** Reads partitions of a topic through Fetch: no groups, no commits, each broker asked as soon as its last answer was taken. */

import { setTimeout } from "node:timers/promises";
import type { KafkaClient } from "@k/client";
import { BrokerError, ErrorCode, errorInfo, Fetch, type ResponseOf } from "@k/protocol";
import { type Batch, readBatches } from "@k/records";
import { leaderOf } from "./leader.js";

/** Which part of a partition. */
export interface ReadRange {
  readonly from: bigint;
  /** Exclusive; undefined reads on as records come. */
  readonly to: bigint | undefined;
}

/** Some batches of one partition, in order. Views into a response: they live until the next one is asked for. */
export interface FetchedBatches {
  readonly partition: number;
  readonly batches: readonly Batch[];
  /** The first and last batch may hold records outside of the range: skip them. */
  readonly from: bigint;
  readonly to: bigint | undefined;
}

export interface ReadTopicOptions {
  /** Ends the reading without an error. */
  readonly signal: AbortSignal;
  /** Bytes per partition and answer. A single larger batch still comes whole. Default 1 MiB. */
  readonly partitionMaxBytes?: number;
}

/** Ends when every range is exhausted. The partitions of one broker share a request, so that an idle one delays no other. */
export async function* readTopic(
  client: KafkaClient,
  topic: string,
  ranges: ReadonlyMap<number, ReadRange>,
  options: ReadTopicOptions,
): AsyncGenerator<FetchedBatches, void, undefined> {
  const reading = new Reading(client, topic, ranges, options);
  const pending = new Map<number, Promise<Answer>>();
  try {
    for (;;) {
      for (const [leader, partitions] of reading.openPartitionsByLeader()) {
        if (!pending.has(leader)) pending.set(leader, reading.fetch(leader, partitions));
      }
      if (pending.size === 0 || options.signal.aborted) return;
      const answer = await Promise.race(pending.values());
      pending.delete(answer.leader);
      yield* reading.take(answer);
    }
  } catch (error) {
    if (!options.signal.aborted) throw error;
  } finally {
    // Whoever stops early does not wait for the others' answers, and does not hear of their failures.
    for (const unread of pending.values()) unread.catch(() => {});
  }
}

interface Answer {
  readonly leader: number;
  readonly response: ResponseOf<typeof Fetch> | undefined;
}

class Reading {
  readonly #client: KafkaClient;
  readonly #topic: string;
  readonly #positions: Map<number, { next: bigint; readonly to: bigint | undefined }>;
  readonly #options: ReadTopicOptions;
  /** A partition answered with an error that may pass: give it the time to. */
  #hadError = false;

  constructor(client: KafkaClient, topic: string, ranges: ReadonlyMap<number, ReadRange>, options: ReadTopicOptions) {
    this.#client = client;
    this.#topic = topic;
    this.#positions = new Map([...ranges].map(([partition, { from, to }]) => [partition, { next: from, to }]));
    this.#options = options;
  }

  openPartitionsByLeader(): Map<number, number[]> {
    const byLeader = new Map<number, number[]>();
    for (const [partition, { next, to }] of this.#positions) {
      if (to !== undefined && next >= to) continue;
      const leader = leaderOf(this.#client, this.#topic, partition);
      byLeader.set(leader, [...(byLeader.get(leader) ?? []), partition]);
    }
    return byLeader;
  }

  async fetch(leader: number, partitions: readonly number[]): Promise<Answer> {
    if (this.#hadError) {
      this.#hadError = false;
      await setTimeout(RETRY_BACKOFF_MS);
    }
    const topicId = this.#client.metadata.topic(this.#topic)?.topicId;
    const partitionMaxBytes = this.#options.partitionMaxBytes ?? DEFAULT_PARTITION_MAX_BYTES;
    const response = await this.#client.send(
      Fetch,
      {
        maxWaitMs: MAX_WAIT_MS,
        minBytes: 1,
        maxBytes: MAX_BYTES,
        // A session epoch of -1: every request stands for itself.
        sessionEpoch: -1,
        topics: [
          {
            topic: this.#topic,
            topicId,
            partitions: partitions.map((partition) => ({
              partition,
              fetchOffset: this.#positions.get(partition)!.next,
              partitionMaxBytes,
            })),
          },
        ],
        forgottenTopicsData: [],
      },
      { to: leader, signal: this.#options.signal },
    );
    return { leader, response };
  }

  *take({ response }: Answer): Generator<FetchedBatches> {
    for (const { partitionIndex: partition, errorCode, records } of response?.responses[0]?.partitions ?? []) {
      const position = this.#positions.get(partition)!;
      if (errorCode !== ErrorCode.NONE) {
        this.#handle(errorCode, partition, position.next);
        continue;
      }
      const batches = [...readBatches(records ?? new Uint8Array(0))];
      const last = batches.at(-1);
      if (last === undefined) continue;
      const { next: from, to } = position;
      position.next = last.lastOffset + 1n;
      yield { partition, batches, from, to };
    }
  }

  #handle(errorCode: number, partition: number, offset: bigint): void {
    const { retriable, refreshesMetadata } = errorInfo(errorCode);
    if (!retriable) throw new BrokerError(errorCode, `Fetch from ${this.#topic}-${partition} at offset ${offset}`);
    this.#hadError = true;
    if (refreshesMetadata) this.#client.metadata.requestUpdate();
  }
}

const DEFAULT_PARTITION_MAX_BYTES = 1024 * 1024;
const MAX_BYTES = 16 * 1024 * 1024;
const RETRY_BACKOFF_MS = 100;
/** How long a broker holds the request while there is nothing new. */
const MAX_WAIT_MS = 500;
