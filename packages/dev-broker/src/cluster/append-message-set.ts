/**
 * Message sets (magic 0 and 1) on their way into the leader's log: what Produce 0 to 2 carry. A log of that age keeps them,
 * each message or compressed wrapper an entry of its own; from Kafka 0.11 on they become record batches.
 */
import { ErrorCode } from "@k/protocol";
import {
  type Batch,
  convertRecords,
  estimateSizeInBytes,
  type Magic,
  MessageSetBuilder,
  readBatches,
  setBaseOffset,
  setLogAppendTime,
} from "@k/records";
import { assignOffset, readBatchHeader, type StoredBatch } from "../log/index.js";
import { type AppendResult, appended, refused } from "./append-result.js";
import { checkRecords } from "./check-records.js";
import type { ClusterSettings } from "./cluster-state.js";
import type { Partition } from "./partition.js";
import { storedBatch } from "./stored-batch.js";

export function appendMessageSet(
  partition: Partition,
  bytes: Uint8Array,
  logMagic: Magic,
  settings: ClusterSettings,
): AppendResult {
  const { topic } = partition;
  let entries: Uint8Array;
  try {
    const problem = findProblem(bytes, logMagic, topic.config.maxMessageBytes);
    if (problem !== undefined) return problem;
    // Also where the magic is right already: what comes out is whole entries, without a partial one at the end.
    entries = convertRecords(bytes, { magic: logMagic });
    const bad = checkRecords(topic, entries, settings.wallClockMs());
    if (bad !== undefined) return bad;
  } catch (error) {
    return refused(ErrorCode.CORRUPT_MESSAGE, (error as Error).message);
  }
  const logAppendTimeMs = topic.config.logAppendTime && logMagic > 0 ? Math.trunc(settings.wallClockMs()) : -1;
  const baseOffset = partition.leaderLog.endOffset;
  for (const entry of readBatches(entries)) {
    if (logAppendTimeMs >= 0) setLogAppendTime(entry.bytes, logAppendTimeMs);
    partition.append(place(entry, partition));
  }
  return appended(baseOffset, partition.leaderLog.endOffset, logAppendTimeMs);
}

function findProblem(bytes: Uint8Array, logMagic: Magic, maxMessageBytes: number): AppendResult | undefined {
  let count = 0;
  for (const entry of readBatches(bytes)) {
    entry.validateCrc();
    if (entry.magic > Math.min(logMagic, 1))
      return refused(ErrorCode.CORRUPT_MESSAGE, `magic ${entry.magic} is not known here`);
    if (entry.sizeInBytes > maxMessageBytes) {
      return refused(
        ErrorCode.MESSAGE_TOO_LARGE,
        `a message of ${entry.sizeInBytes} bytes, the limit is ${maxMessageBytes}`,
      );
    }
    // What is compressed inside has to be readable too.
    for (const _record of entry.records()) count++;
  }
  return count === 0 ? refused(ErrorCode.CORRUPT_MESSAGE, "no whole message") : undefined;
}

/** The entry at the end of the log, in bytes of its own. */
function place(entry: Batch, partition: Partition): StoredBatch {
  const offset = partition.leaderLog.endOffset;
  if (entry.magic === 2) {
    const bytes = new Uint8Array(entry.bytes);
    assignOffset(bytes, offset, partition.leaderEpoch);
    return storedBatch(bytes, readBatchHeader(bytes));
  }
  const recordsCount = [...entry.records()].length;
  return {
    bytes: moved(entry, BigInt(offset)),
    baseOffset: offset,
    lastOffset: offset + recordsCount - 1,
    leaderEpoch: partition.leaderEpoch,
    maxTimestampMs: entry.maxTimestampMs,
    recordsCount,
    magic: entry.magic,
    producerId: -1,
    producerEpoch: -1,
    baseSequence: -1,
    transactional: false,
    control: false,
    aborts: false,
  };
}

function moved(entry: Batch, baseOffset: bigint): Uint8Array {
  if (entry.magic !== 0 || entry.compression === "none") {
    const bytes = new Uint8Array(entry.bytes);
    setBaseOffset(bytes, baseOffset);
    return bytes;
  }
  // The offsets inside a wrapper of magic 0 are absolute: brokers of that time compressed each one anew.
  const records = [...entry.records()];
  // A set stays below its limit: hence one byte more.
  const sizeLimitBytes = records.reduce((sum, { key, value }) => sum + estimateSizeInBytes(0, key, value), 1);
  const builder = new MessageSetBuilder({ magic: 0, compression: entry.compression, baseOffset, sizeLimitBytes });
  for (const { key, value } of records) {
    if (builder.append(-1, key, value) === null)
      throw new Error(`a set of ${sizeLimitBytes} bytes has no room for its records`);
  }
  return new Uint8Array(builder.close());
}
