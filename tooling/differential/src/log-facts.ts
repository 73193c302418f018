/** What is in a topic's log, as plain values that can be compared. */

import type { DevCluster } from "@k/dev-broker";
import { type Batch, readBatches } from "@k/records";

/** By partition. */
export type LogFacts = readonly PartitionFacts[];

export interface PartitionFacts {
  readonly records: readonly RecordFacts[];
  readonly batches: readonly BatchFacts[];
}

export interface RecordFacts {
  /** Key, value and headers as text; hex, null is "-". */
  readonly content: string;
  readonly timestampMs: number;
}

export interface BatchFacts {
  readonly magic: number;
  readonly codec: string;
  readonly timestampType: string;
  readonly recordCount: number;
  readonly sizeInBytes: number;
  /** Undefined for a batch without a producer id. */
  readonly baseSequence: number | undefined;
  /** The bytes as hex, without what a broker writes and what depends on it or on the producer id; undefined if compressed. */
  readonly bytes: string | undefined;
  /** Of the message that compressed ones are wrapped in; undefined without one, and before magic 1. */
  readonly wrapperTimestampMs: number | undefined;
}

export function logFacts(cluster: DevCluster, topic: string, partitions: number): LogFacts {
  return Array.from({ length: partitions }, (_, partition) => {
    const batches = cluster.log(topic, partition).batches.flatMap(({ bytes }) => [...readBatches(bytes)]);
    return { records: batches.flatMap(recordFacts), batches: batches.map(batchFacts) };
  });
}

function recordFacts(batch: Batch): RecordFacts[] {
  return Array.from(batch, ({ key, value, headers, timestampMs }) => ({
    content: [hex(key), hex(value), ...headers.map((header) => `${header.key}=${hex(header.value)}`)].join(" "),
    timestampMs,
  }));
}

function batchFacts(batch: Batch): BatchFacts {
  const { magic, compression, timestampType, sizeInBytes, producerId, baseSequence } = batch;
  const isWrapper = magic < 2 && compression !== "none";
  return {
    ...{ magic, codec: compression, timestampType, sizeInBytes },
    recordCount: batch.recordsCount ?? [...batch].length,
    baseSequence: producerId < 0n ? undefined : baseSequence,
    bytes: compression === "none" ? hex(withoutBrokersPart(batch)) : undefined,
    wrapperTimestampMs: magic === 1 && isWrapper ? timestampOfMessage(batch) : undefined,
  };
}

// Message:      offset  0  offset        int64    Batch:  0  base offset             int64
//                      12  crc           uint32          12  partition leader epoch  int32
//                      16  magic         int8            17  crc                     uint32
//                      18  timestamp     int64           43  producer id             int64
//                                                        51  epoch int16, base sequence int32
function withoutBrokersPart({ magic, bytes }: Batch): Buffer {
  const copy = Buffer.from(bytes);
  copy.fill(0, 0, 8);
  if (magic === 2)
    for (const [from, to] of [
      [12, 16],
      [17, 21],
      [43, 57],
    ] as const)
      copy.fill(0, from, to);
  return copy;
}

function timestampOfMessage({ bytes }: Batch): number {
  return Number(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).readBigInt64BE(18));
}

const hex = (bytes: Uint8Array | null) => (bytes === null ? "-" : Buffer.from(bytes).toString("hex"));
