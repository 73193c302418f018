/**
 * ListOffsets, v0-v10: an offset by timestamp; -1 the end, -2 the start, -3 the record with the largest timestamp (v7).
 * v0 answers with a list; v2 under read_committed the end is the last stable offset; v4 leader epochs.
 */
import { ErrorCode, ListOffsets, type RequestOf, type ResponseInitOf } from "@k/protocol";
import { readRecords } from "@k/records";
import type { Partition } from "../cluster/index.js";
import type { StoredBatch } from "../log/index.js";
import type { RequestContext } from "../request-context.js";
import type { Handler } from "./handler.js";
import { leaderProblem } from "./leader-problem.js";

type PartitionRequest = RequestOf<typeof ListOffsets>["topics"][number]["partitions"][number];
type PartitionAnswer = ResponseInitOf<typeof ListOffsets>["topics"][number]["partitions"][number];

const LATEST = -1;
const EARLIEST = -2;
const MAX_TIMESTAMP = -3;
const READ_COMMITTED = 1;

export const listOffsets: Handler<typeof ListOffsets> = {
  api: ListOffsets,
  handle({ topics, isolationLevel }, context) {
    return {
      throttleTimeMs: 0,
      topics: topics.map(({ name, partitions }) => ({
        name,
        partitions: partitions.map((asked) => lookUp(name, asked, isolationLevel === READ_COMMITTED, context)),
      })),
    };
  },
  refuse({ topics }, errorCode) {
    return {
      throttleTimeMs: 0,
      topics: topics.map(({ name, partitions }) => ({
        name,
        partitions: partitions.map(({ partitionIndex }) => ({ partitionIndex, errorCode })),
      })),
    };
  },
};

function lookUp(
  topic: string,
  asked: PartitionRequest,
  readCommitted: boolean,
  context: RequestContext,
): PartitionAnswer {
  const { partitionIndex, currentLeaderEpoch } = asked;
  const partition = context.cluster.partition(topic, partitionIndex);
  const errorCode = leaderProblem(partition, currentLeaderEpoch, context);
  if (partition === undefined || errorCode !== ErrorCode.NONE) return { partitionIndex, errorCode };
  const { offset, timestampMs, leaderEpoch } = find(partition, Number(asked.timestamp), readCommitted);
  if (context.apiVersion === 0)
    return { partitionIndex, errorCode, oldStyleOffsets: offset < 0 ? [] : [BigInt(offset)] };
  return {
    partitionIndex,
    errorCode,
    timestamp: BigInt(timestampMs),
    offset: BigInt(offset),
    ...(context.apiVersion >= 4 ? { leaderEpoch } : {}),
  };
}

interface Found {
  readonly offset: number;
  readonly timestampMs: number;
  readonly leaderEpoch: number;
}

function find(partition: Partition, timestampMs: number, readCommitted: boolean): Found {
  const log = partition.leaderLog;
  const { highWatermark, leaderEpoch } = partition;
  const end = readCommitted ? log.lastStableOffset(highWatermark) : highWatermark;
  if (timestampMs === LATEST) return { offset: end, timestampMs: -1, leaderEpoch };
  if (timestampMs === EARLIEST) return { offset: log.startOffset, timestampMs: -1, leaderEpoch };
  let largest: StoredBatch | undefined;
  for (const batch of log.batches) {
    if (batch.lastOffset >= end) break;
    if (timestampMs === MAX_TIMESTAMP) {
      if (largest === undefined || batch.maxTimestampMs > largest.maxTimestampMs) largest = batch;
    } else if (batch.maxTimestampMs >= timestampMs) return inBatch(batch, timestampMs);
  }
  return largest === undefined
    ? { offset: -1, timestampMs: -1, leaderEpoch: -1 }
    : inBatch(largest, largest.maxTimestampMs);
}

/** The first record of the batch that is not older. */
function inBatch({ bytes, leaderEpoch, lastOffset, maxTimestampMs }: StoredBatch, timestampMs: number): Found {
  for (const record of readRecords(bytes)) {
    if (record.timestampMs >= timestampMs) {
      return { offset: Number(record.offset), timestampMs: record.timestampMs, leaderEpoch };
    }
  }
  return { offset: lastOffset, timestampMs: maxTimestampMs, leaderEpoch };
}
