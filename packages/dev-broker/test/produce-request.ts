/** Short ways to a Produce request, and to what came back. */
import { Fetch, type InitOf, Produce, type ResponseOf } from "@k/protocol";
import { RecordBatchBuilder, readRecords } from "@k/records";
import type { RawClient } from "./raw-client.js";

export interface BatchOptions {
  readonly producerId?: number;
  readonly epoch?: number;
  readonly sequence?: number;
  readonly transactional?: boolean;
  readonly compression?: "none" | "gzip";
  readonly timestampMs?: number;
  readonly keys?: boolean;
}

/** One batch with a record per value. */
export function batch(values: readonly string[], options: BatchOptions = {}): Uint8Array {
  const {
    producerId = -1,
    epoch = -1,
    sequence = -1,
    transactional = false,
    compression = "none",
    timestampMs = 1,
  } = options;
  const builder = new RecordBatchBuilder({ sizeLimitBytes: 1 << 16, transactional, compression });
  for (const value of values) builder.append(timestampMs, options.keys === false ? null : "k", value);
  if (producerId >= 0) builder.setProducerState(BigInt(producerId), Math.max(epoch, 0), sequence);
  return builder.close();
}

export interface ProduceOptions {
  readonly topic?: string;
  readonly partition?: number;
  readonly acks?: number;
  readonly timeoutMs?: number;
  readonly transactionalId?: string;
}

export function produceRequest(records: Uint8Array | null, options: ProduceOptions = {}): InitOf<typeof Produce> {
  const { topic = "t", partition = 0, acks = -1, timeoutMs = 1000, transactionalId = null } = options;
  return {
    transactionalId,
    acks,
    timeoutMs,
    topicData: [{ name: topic, partitionData: [{ index: partition, records }] }],
  };
}

export type ProducedPartition = ResponseOf<typeof Produce>["responses"][number]["partitionResponses"][number];

/** Produces one batch to one partition at version 9 or another one; gives that partition's answer. */
export async function produce(
  client: RawClient,
  records: Uint8Array,
  options: ProduceOptions & { version?: number } = {},
): Promise<ProducedPartition> {
  const response = await client.send(Produce, options.version ?? 9, produceRequest(records, options));
  return response.responses[0]!.partitionResponses[0]!;
}

export interface FetchOptions {
  readonly topic?: string;
  readonly partition?: number;
  readonly offset?: number;
  readonly readCommitted?: boolean;
  readonly maxWaitMs?: number;
  readonly minBytes?: number;
  readonly maxBytes?: number;
}

/** Fetches from one partition; gives its answer and the values that it holds. */
export async function fetchFrom(client: RawClient, options: FetchOptions = {}) {
  const { topic = "t", partition = 0, offset = 0, readCommitted = false, maxBytes = 1 << 20 } = options;
  const response = await client.send(Fetch, 11, {
    maxWaitMs: options.maxWaitMs ?? 0,
    minBytes: options.minBytes ?? 1,
    maxBytes,
    isolationLevel: readCommitted ? 1 : 0,
    topics: [{ topic, partitions: [{ partition, fetchOffset: BigInt(offset), partitionMaxBytes: maxBytes }] }],
    forgottenTopicsData: [],
  });
  const answer = response.responses[0]!.partitions[0]!;
  return { ...answer, values: valuesOf(answer.records ?? new Uint8Array()) };
}

export function valuesOf(records: Uint8Array): string[] {
  return [...readRecords(records)].map(({ value }) => Buffer.from(value ?? []).toString());
}
