/**
 * Fetch, v0-v18: whole batches from an offset on, up to the high watermark, or the last stable offset under
 * read_committed (v4). Before v4 record batches are converted to message sets; before v3 the last message may be cut. Waits up to `maxWaitMs` for `minBytes`. v7 sessions are declined (session id 0 is a full fetch,
 * which clients have to cope with); v9 leader epochs; v13 topics by id; v16 names the new leader.
 */
import { ErrorCode, Fetch, type RequestOf, type ResponseInitOf } from "@k/protocol";
import type { Partition, Topic } from "../cluster/index.js";
import { endpointOf, type RequestContext } from "../request-context.js";
import type { Handler } from "./handler.js";
import { leaderProblem } from "./leader-problem.js";
import { asMessageSet, isZstd } from "./message-set-answer.js";

type Request = RequestOf<typeof Fetch>;
type Response = ResponseInitOf<typeof Fetch>;
type TopicRequest = Request["topics"][number];
type PartitionRequest = TopicRequest["partitions"][number];
type PartitionAnswer = Response["responses"][number]["partitions"][number];

const READ_COMMITTED = 1;

export const fetch: Handler<typeof Fetch> = {
  api: Fetch,
  handle(request, context) {
    if (request.maxWaitMs <= 0 || canAnswer(request, context)) return read(request, context);
    return waitForBytes(request, context).then(() => read(request, context));
  },
  refuse(request, errorCode, context) {
    const responses = request.topics.map(({ topic, topicId, partitions }) => ({
      topic,
      topicId,
      partitions: partitions.map(({ partition }) => failed(partition, errorCode)),
    }));
    return { throttleTimeMs: 0, ...(context.apiVersion >= 7 ? { errorCode } : {}), sessionId: 0, responses };
  },
};

/** Every partition asked for that this broker can read, or what is wrong with it. */
function* wanted(
  request: Request,
  context: RequestContext,
): IterableIterator<[PartitionRequest, Partition | undefined, number]> {
  for (const topicRequest of request.topics) {
    const topic = findTopic(topicRequest, context);
    for (const asked of topicRequest.partitions) {
      const partition = topic?.partitions[asked.partition];
      yield [asked, partition, problem(topic, partition, asked, context)];
    }
  }
}

function findTopic({ topic, topicId }: TopicRequest, { cluster, apiVersion }: RequestContext): Topic | undefined {
  return apiVersion >= 13 ? cluster.topicById(topicId) : cluster.topics.get(topic);
}

function problem(
  topic: Topic | undefined,
  partition: Partition | undefined,
  asked: PartitionRequest,
  context: RequestContext,
): number {
  if (topic === undefined && context.apiVersion >= 13) return ErrorCode.UNKNOWN_TOPIC_ID;
  const errorCode = leaderProblem(partition, asked.currentLeaderEpoch, context);
  if (partition === undefined || errorCode !== ErrorCode.NONE) return errorCode;
  const offset = Number(asked.fetchOffset);
  const { startOffset, endOffset } = partition.leaderLog;
  return offset < startOffset || offset > endOffset ? ErrorCode.OFFSET_OUT_OF_RANGE : ErrorCode.NONE;
}

/** Whether there are `minBytes` to read already, or an error to tell at once. */
function canAnswer(request: Request, context: RequestContext): boolean {
  let missing = request.minBytes;
  for (const [asked, partition, errorCode] of wanted(request, context)) {
    if (partition === undefined || errorCode !== ErrorCode.NONE) return true;
    const end = readableEnd(partition, request);
    missing -= partition.leaderLog.bytesAvailable(Number(asked.fetchOffset), end, missing);
    if (missing <= 0) return true;
  }
  return missing <= 0;
}

function waitForBytes(request: Request, context: RequestContext): Promise<void> {
  const { clock } = context.cluster;
  return new Promise((resolve) => {
    const stopListening: (() => void)[] = [];
    const finish = (): void => {
      clock.clearTimer(timer);
      for (const stop of stopListening) stop();
      resolve();
    };
    const timer = clock.setTimer(finish, request.maxWaitMs);
    const onChange = (): void => {
      if (canAnswer(request, context)) finish();
    };
    for (const [, partition] of wanted(request, context)) {
      if (partition !== undefined) stopListening.push(partition.onChange(onChange));
    }
  });
}

function readableEnd(partition: Partition, { isolationLevel }: Request): number {
  const { highWatermark, leaderLog } = partition;
  return isolationLevel === READ_COMMITTED ? leaderLog.lastStableOffset(highWatermark) : highWatermark;
}

function read(request: Request, context: RequestContext): Response {
  let budget = request.maxBytes;
  const namedLeaders = new Set<number>();
  const responses = request.topics.map((topicRequest) => {
    const topic = findTopic(topicRequest, context);
    const partitions = topicRequest.partitions.map((asked): PartitionAnswer => {
      const partition = topic?.partitions[asked.partition];
      const errorCode = problem(topic, partition, asked, context);
      if (partition === undefined || errorCode !== ErrorCode.NONE) {
        return failed(asked.partition, errorCode, newLeader(partition, errorCode, namedLeaders, context));
      }
      const { answer, sizeInBytes } = readPartition(partition, asked, request, budget, context.apiVersion);
      budget -= sizeInBytes;
      return answer;
    });
    return { topic: topicRequest.topic, topicId: topicRequest.topicId, partitions };
  });
  const nodeEndpoints = [...namedLeaders].flatMap((nodeId) => {
    const node = context.cluster.node(nodeId);
    return node === undefined ? [] : [{ nodeId, ...endpointOf(node, context), rack: node.rack }];
  });
  const leaders = nodeEndpoints.length === 0 ? {} : { nodeEndpoints };
  return { throttleTimeMs: 0, errorCode: ErrorCode.NONE, sessionId: 0, responses, ...leaders };
}

function readPartition(
  partition: Partition,
  asked: PartitionRequest,
  request: Request,
  budget: number,
  apiVersion: number,
) {
  const log = partition.leaderLog;
  const from = Number(asked.fetchOffset);
  const end = readableEnd(partition, request);
  // The first non-empty partition gets a batch even if that is larger than everything asked for.
  const spent = budget < request.maxBytes;
  const limit = Math.min(asked.partitionMaxBytes, budget);
  const { chunks, sizeInBytes } = limit <= 0 && spent ? { chunks: [], sizeInBytes: 0 } : log.read(from, end, limit);
  if (apiVersion < 4 && chunks[0] !== undefined && isZstd(chunks[0])) {
    return { answer: failed(asked.partition, ErrorCode.UNSUPPORTED_COMPRESSION_TYPE), sizeInBytes: 0 };
  }
  const lastStableOffset = log.lastStableOffset(partition.highWatermark);
  const aborted = request.isolationLevel === READ_COMMITTED ? log.abortedTransactions(from, end) : null;
  const answer: PartitionAnswer = {
    partitionIndex: asked.partition,
    errorCode: ErrorCode.NONE,
    highWatermark: BigInt(partition.highWatermark),
    lastStableOffset: BigInt(lastStableOffset),
    logStartOffset: BigInt(log.startOffset),
    abortedTransactions:
      aborted?.map(({ producerId, firstOffset }) => ({
        producerId: BigInt(producerId),
        firstOffset: BigInt(firstOffset),
      })) ?? null,
    records: apiVersion < 4 ? asMessageSet(chunks, apiVersion, limit) : chunks,
  };
  return { answer, sizeInBytes };
}

/** KIP-951: who leads instead, from v16 on. */
function newLeader(
  partition: Partition | undefined,
  errorCode: number,
  namedLeaders: Set<number>,
  { apiVersion }: RequestContext,
): Partial<PartitionAnswer> {
  const moved = errorCode === ErrorCode.NOT_LEADER_OR_FOLLOWER || errorCode === ErrorCode.FENCED_LEADER_EPOCH;
  if (partition === undefined || !moved || apiVersion < 16) return {};
  const { leaderId, leaderEpoch } = partition;
  if (leaderId >= 0) namedLeaders.add(leaderId);
  return { currentLeader: { leaderId, leaderEpoch } };
}

function failed(partitionIndex: number, errorCode: number, more: Partial<PartitionAnswer> = {}): PartitionAnswer {
  return {
    partitionIndex,
    errorCode,
    highWatermark: -1n,
    lastStableOffset: -1n,
    logStartOffset: -1n,
    // As in Kafka, where only the front desk, which knows no such topic, answers with an empty list.
    abortedTransactions: isUnknownTopic(errorCode) ? [] : null,
    records: [],
    ...more,
  };
}

function isUnknownTopic(errorCode: number): boolean {
  return errorCode === ErrorCode.UNKNOWN_TOPIC_OR_PARTITION || errorCode === ErrorCode.UNKNOWN_TOPIC_ID;
}
