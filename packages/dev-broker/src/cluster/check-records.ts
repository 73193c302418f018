/** The checks that need every record of a batch decoded: made only for topics that ask for them. */
import { ErrorCode } from "@k/protocol";
import { type KafkaRecord, readRecords } from "@k/records";
import { type AppendResult, type RecordError, refused } from "./append-result.js";
import type { Topic } from "./topic.js";
import type { TopicConfig } from "./topic-config.js";

/** Undefined if all is well; else the whole batch is refused, and told which records are to blame (KIP-467). */
export function checkRecords(topic: Topic, bytes: Uint8Array, nowMs: number): AppendResult | undefined {
  const { config, validator } = topic;
  if (validator === undefined && !config.compacted && !boundsTimestamps(config)) return undefined;
  const errors: RecordError[] = [];
  let errorCode: number = ErrorCode.INVALID_RECORD;
  let batchIndex = 0;
  for (const record of readRecords(bytes)) {
    const message = keyProblem(record, config) ?? validator?.(record);
    const badTime = timestampProblem(record, config, nowMs);
    if (badTime !== undefined) errorCode = ErrorCode.INVALID_TIMESTAMP;
    const problem = message ?? badTime;
    if (problem !== undefined) errors.push({ batchIndex, message: problem });
    batchIndex++;
  }
  if (errors.length === 0) return undefined;
  const count = `${errors.length} of ${batchIndex} records were refused`;
  return refused(errorCode, `${count}, the first one because: ${errors[0]!.message}`, errors);
}

function boundsTimestamps({ timestampAfterMaxMs, timestampBeforeMaxMs, logAppendTime }: TopicConfig): boolean {
  return !logAppendTime && (Number.isFinite(timestampAfterMaxMs) || Number.isFinite(timestampBeforeMaxMs));
}

function keyProblem({ key }: KafkaRecord, { compacted }: TopicConfig): string | undefined {
  return compacted && key === null ? "a compacted topic takes no record without a key" : undefined;
}

function timestampProblem({ timestampMs }: KafkaRecord, config: TopicConfig, nowMs: number): string | undefined {
  if (!boundsTimestamps(config)) return undefined;
  const { timestampBeforeMaxMs, timestampAfterMaxMs } = config;
  if (nowMs - timestampMs <= timestampBeforeMaxMs && timestampMs - nowMs <= timestampAfterMaxMs) return undefined;
  const bounds = `${nowMs - timestampBeforeMaxMs} to ${nowMs + timestampAfterMaxMs}`;
  return `timestamp ${timestampMs} is not within ${bounds}`;
}
