/** What became of records that a client wanted appended to a partition. */
import { ErrorCode } from "@k/protocol";

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

export function appended(baseOffset: number, endOffset: number, logAppendTimeMs: number): AppendResult {
  return { errorCode: ErrorCode.NONE, baseOffset, endOffset, logAppendTimeMs, message: null, recordErrors: [] };
}

export function refused(errorCode: number, message: string, recordErrors: readonly RecordError[] = []): AppendResult {
  return { errorCode, baseOffset: -1, endOffset: -1, logAppendTimeMs: -1, message, recordErrors };
}
