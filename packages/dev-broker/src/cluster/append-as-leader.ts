/** A client's records on their way into the leader's log: every check that a real leader makes, in its order. */
import { ErrorCode } from "@k/protocol";
import {
  assignLogAppendTime,
  assignOffset,
  type BatchHeader,
  readBatchHeader,
  type SequenceRules,
  type StoredBatch,
  validateBatch,
} from "../log/index.js";
import type { ClusterSettings } from "./cluster-state.js";
import type { Partition } from "./partition.js";

export interface AppendResult {
  readonly errorCode: number;
  /** Of the first record; for a duplicate, that of its first copy. -1 if nothing was appended. */
  readonly baseOffset: number;
  /** The offset after the last record: what acks=all waits for. */
  readonly endOffset: number;
  /** -1 unless the topic uses LogAppendTime (or the batch is a duplicate, as in Kafka). */
  readonly logAppendTimeMs: number;
  readonly message: string | null;
  readonly recordErrors: readonly RecordError[];
}

/** KIP-467: which record of a batch was bad. */
export interface RecordError {
  readonly batchIndex: number;
  readonly message: string | null;
}

export interface AppendRules extends SequenceRules {
  readonly allowZstd: boolean;
}

export function appendAsLeader(
  partition: Partition,
  records: Uint8Array,
  rules: AppendRules,
  settings: ClusterSettings,
): AppendResult {
  const { config } = partition.topic;
  const verdict = validateBatch(records, {
    maxMessageBytes: config.maxMessageBytes,
    validateRecords: settings.validateRecords,
    allowZstd: rules.allowZstd,
  });
  if (verdict.header === undefined) return refused(verdict.errorCode, verdict.message);
  const { header } = verdict;
  const log = partition.leaderLog;
  if (header.producerId >= 0) {
    log.producers.expire(settings.clock.now(), settings.producerIdExpirationMs);
    const sequence = log.producers.check(header, rules);
    if (sequence.kind === "refuse") return refused(sequence.errorCode, `${partition.name}: ${sequence.message}`);
    if (sequence.kind === "duplicate") {
      const { baseOffset, maxTimestampMs } = sequence;
      return { ...APPENDED, baseOffset, endOffset: baseOffset + header.recordsCount, logAppendTimeMs: maxTimestampMs };
    }
  }
  // The log owns its bytes: the request's frame is shared with other batches, and is somebody else's.
  const bytes = records.slice();
  const logAppendTimeMs = config.logAppendTime ? Math.trunc(settings.wallClockMs()) : -1;
  assignOffset(bytes, log.endOffset, partition.leaderEpoch);
  if (config.logAppendTime) assignLogAppendTime(bytes, logAppendTimeMs);
  const batch = storedBatch(bytes, readBatchHeader(bytes));
  partition.append(batch);
  return { ...APPENDED, baseOffset: batch.baseOffset, endOffset: batch.lastOffset + 1, logAppendTimeMs };
}

/** A batch of magic 2 as the log keeps it. `aborts` only for transaction markers. */
export function storedBatch(bytes: Uint8Array, header: BatchHeader, aborts = false): StoredBatch {
  const {
    baseOffset,
    lastOffsetDelta,
    leaderEpoch,
    maxTimestampMs,
    recordsCount,
    producerId,
    producerEpoch,
    baseSequence,
  } = header;
  return {
    bytes,
    baseOffset,
    lastOffset: baseOffset + lastOffsetDelta,
    leaderEpoch,
    maxTimestampMs,
    recordsCount,
    magic: 2,
    producerId,
    producerEpoch,
    baseSequence,
    transactional: header.transactional,
    control: header.control,
    aborts,
  };
}

const APPENDED: AppendResult = {
  errorCode: ErrorCode.NONE,
  baseOffset: -1,
  endOffset: -1,
  logAppendTimeMs: -1,
  message: null,
  recordErrors: [],
};

function refused(errorCode: number, message: string, recordErrors: readonly RecordError[] = []): AppendResult {
  return { ...APPENDED, errorCode, message, recordErrors };
}
