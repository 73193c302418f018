/**
 * What the sender does about each error code of a Produce response, and what the code says about the log.
 * One table; everything that is not in it follows Kafka's own `retriable` flag.
 */
import { ErrorCode, errorInfo } from "@k/protocol";

export type Verdict =
  /** As good as acknowledged. */
  | "acknowledge"
  | "retry"
  /** Too large: split, or fail if it is a single record. */
  | "split"
  /** The numbering of an idempotent batch is off. */
  | "resequence"
  | "fail"
  /** No later send can succeed either. */
  | "fatal";

export interface ProduceVerdict {
  readonly verdict: Verdict;
  /** False only if the answer rules out that this attempt appended anything. */
  readonly maybeAppended: boolean;
}

const RULES: ReadonlyMap<number, ProduceVerdict> = new Map([
  // The leader appended, and did not see enough replicas follow.
  [ErrorCode.REQUEST_TIMED_OUT, { verdict: "retry", maybeAppended: true }],
  [ErrorCode.NOT_ENOUGH_REPLICAS_AFTER_APPEND, { verdict: "retry", maybeAppended: true }],
  // The disk failed, before the append or after it.
  [ErrorCode.KAFKA_STORAGE_ERROR, { verdict: "retry", maybeAppended: true }],
  [ErrorCode.UNKNOWN_SERVER_ERROR, { verdict: "fail", maybeAppended: true }],
  [ErrorCode.MESSAGE_TOO_LARGE, { verdict: "split", maybeAppended: false }],
  [ErrorCode.RECORD_LIST_TOO_LARGE, { verdict: "split", maybeAppended: false }],
  // An earlier attempt was appended; its offset is no longer known.
  [ErrorCode.DUPLICATE_SEQUENCE_NUMBER, { verdict: "acknowledge", maybeAppended: true }],
  [ErrorCode.OUT_OF_ORDER_SEQUENCE_NUMBER, { verdict: "resequence", maybeAppended: false }],
  [ErrorCode.UNKNOWN_PRODUCER_ID, { verdict: "resequence", maybeAppended: false }],
  [ErrorCode.INVALID_PRODUCER_EPOCH, { verdict: "resequence", maybeAppended: false }],
  [ErrorCode.CLUSTER_AUTHORIZATION_FAILED, { verdict: "fatal", maybeAppended: false }],
  [ErrorCode.TRANSACTIONAL_ID_AUTHORIZATION_FAILED, { verdict: "fatal", maybeAppended: false }],
  [ErrorCode.PRODUCER_FENCED, { verdict: "fatal", maybeAppended: false }],
  [ErrorCode.INVALID_PRODUCER_ID_MAPPING, { verdict: "fatal", maybeAppended: false }],
]);

/** @param acks what the request asked for */
export function judge(errorCode: number, acks: 0 | 1 | -1): ProduceVerdict {
  // A leader that waited for its replicas when it lost the lead says so too, and the new one may have the batch.
  if (errorCode === ErrorCode.NOT_LEADER_OR_FOLLOWER) return { verdict: "retry", maybeAppended: acks === -1 };
  const rule = RULES.get(errorCode);
  if (rule !== undefined) return rule;
  return { verdict: errorInfo(errorCode).retriable ? "retry" : "fail", maybeAppended: false };
}
