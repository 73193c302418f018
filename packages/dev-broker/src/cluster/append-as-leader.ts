/** A client's record batch on its way into the leader's log: every check that a real leader makes, in its order. */
import { assignLogAppendTime, assignOffset, readBatchHeader, type SequenceRules, validateBatch } from "../log/index.js";
import { type AppendResult, appended, refused } from "./append-result.js";
import { checkRecords } from "./check-records.js";
import type { ClusterSettings } from "./cluster-state.js";
import type { Partition } from "./partition.js";
import { storedBatch } from "./stored-batch.js";

export interface AppendRules extends SequenceRules {
  readonly allowZstd: boolean;
}

export function appendAsLeader(
  partition: Partition,
  records: Uint8Array,
  rules: AppendRules,
  settings: ClusterSettings,
): AppendResult {
  const { topic } = partition;
  const verdict = validateBatch(records, {
    maxMessageBytes: topic.config.maxMessageBytes,
    validateRecords: settings.validateRecords,
    allowZstd: rules.allowZstd,
  });
  if (verdict.header === undefined) return refused(verdict.errorCode, verdict.message);
  const bad = checkRecords(topic, records, settings.wallClockMs());
  if (bad !== undefined) return bad;
  const { header } = verdict;
  const log = partition.leaderLog;
  if (header.producerId >= 0) {
    log.producers.expire(header.producerId, settings.clock.now(), settings.producerIdExpirationMs);
    const sequence = log.producers.check(header, rules);
    if (sequence.kind === "refuse") return refused(sequence.errorCode, `${partition.name}: ${sequence.message}`);
    if (sequence.kind === "duplicate") {
      const { baseOffset, maxTimestampMs } = sequence;
      return appended(baseOffset, baseOffset + header.recordsCount, maxTimestampMs);
    }
  }
  // The log owns its bytes: the request's frame is shared with other batches, and is somebody else's.
  const bytes = new Uint8Array(records);
  const logAppendTimeMs = topic.config.logAppendTime ? Math.trunc(settings.wallClockMs()) : -1;
  assignOffset(bytes, log.endOffset, partition.leaderEpoch);
  if (topic.config.logAppendTime) assignLogAppendTime(bytes, logAppendTimeMs);
  const batch = storedBatch(bytes, readBatchHeader(bytes));
  partition.append(batch);
  return appended(batch.baseOffset, batch.lastOffset + 1, logAppendTimeMs);
}
