/** What an error code in the answer to a transactional request means for the transaction. One table, by request. */
import { ErrorCode, errorInfo } from "@k/protocol";

export type CoordinatorVerdict =
  /** Ask again after a pause. */
  | "retry"
  /** Ask again very soon: the coordinator is about to finish the transaction before. */
  | "retrySoon"
  /** Find the coordinator again, then retry. */
  | "findCoordinator"
  /** The transaction must be aborted. */
  | "abortable"
  /** Another producer has taken over. */
  | "fenced"
  | "fatal";

export type TransactionalRequest =
  | "FindCoordinator"
  | "InitProducerId"
  | "AddPartitionsToTxn"
  | "AddOffsetsToTxn"
  | "TxnOffsetCommit"
  | "EndTxn commit"
  | "EndTxn abort";

// The same for every request, unless the request's own rules say otherwise.
const COMMON: ReadonlyMap<number, CoordinatorVerdict> = new Map([
  [ErrorCode.NOT_COORDINATOR, "findCoordinator"],
  [ErrorCode.COORDINATOR_NOT_AVAILABLE, "findCoordinator"],
  [ErrorCode.CONCURRENT_TRANSACTIONS, "retrySoon"],
  [ErrorCode.INVALID_PRODUCER_EPOCH, "fenced"],
  [ErrorCode.PRODUCER_FENCED, "fenced"],
  [ErrorCode.TRANSACTION_ABORTABLE, "abortable"],
]);

const BY_REQUEST: { readonly [request in TransactionalRequest]: ReadonlyMap<number, CoordinatorVerdict> } = {
  FindCoordinator: new Map<number, CoordinatorVerdict>([
    [ErrorCode.COORDINATOR_NOT_AVAILABLE, "retry"],
    [ErrorCode.GROUP_AUTHORIZATION_FAILED, "abortable"],
  ]),
  InitProducerId: new Map<number, CoordinatorVerdict>([
    [ErrorCode.TRANSACTIONAL_ID_AUTHORIZATION_FAILED, "abortable"],
    [ErrorCode.CLUSTER_AUTHORIZATION_FAILED, "abortable"],
    // Nothing is lost by asking for another id.
    [ErrorCode.UNKNOWN_SERVER_ERROR, "retry"],
  ]),
  AddPartitionsToTxn: new Map<number, CoordinatorVerdict>([
    [ErrorCode.TRANSACTIONAL_ID_AUTHORIZATION_FAILED, "fatal"],
    [ErrorCode.INVALID_TXN_STATE, "fatal"],
    [ErrorCode.INVALID_PRODUCER_ID_MAPPING, "fatal"],
  ]),
  AddOffsetsToTxn: new Map<number, CoordinatorVerdict>([
    [ErrorCode.GROUP_AUTHORIZATION_FAILED, "abortable"],
    [ErrorCode.UNKNOWN_PRODUCER_ID, "abortable"],
  ]),
  TxnOffsetCommit: new Map<number, CoordinatorVerdict>([
    [ErrorCode.REQUEST_TIMED_OUT, "findCoordinator"],
    [ErrorCode.GROUP_AUTHORIZATION_FAILED, "abortable"],
    [ErrorCode.FENCED_INSTANCE_ID, "abortable"],
    [ErrorCode.ILLEGAL_GENERATION, "abortable"],
    [ErrorCode.UNKNOWN_MEMBER_ID, "abortable"],
    [ErrorCode.STALE_MEMBER_EPOCH, "abortable"],
  ]),
  "EndTxn commit": new Map<number, CoordinatorVerdict>([
    [ErrorCode.UNKNOWN_PRODUCER_ID, "abortable"],
    // The coordinator aborted it when it timed out (4.x). Nobody has taken over, and an abort gets the next epoch.
    [ErrorCode.INVALID_TXN_STATE, "abortable"],
  ]),
  // An abort that cannot be done is not cured by another abort.
  "EndTxn abort": new Map<number, CoordinatorVerdict>([[ErrorCode.TRANSACTION_ABORTABLE, "fatal"]]),
};

/** For what no rule names and Kafka does not call retriable. Without its partition nothing was written yet: an abort helps. */
const OTHERWISE: { readonly [request in TransactionalRequest]?: CoordinatorVerdict } = {
  AddPartitionsToTxn: "abortable",
};

export function judgeCoordinator(request: TransactionalRequest, errorCode: number): CoordinatorVerdict {
  const verdict = BY_REQUEST[request].get(errorCode) ?? COMMON.get(errorCode);
  if (verdict !== undefined) return verdict;
  return errorInfo(errorCode).retriable ? "retry" : (OTHERWISE[request] ?? "fatal");
}
