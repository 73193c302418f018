/** What an error code in the answer to a transactional request means for the transaction. One table, by request. */
import { ErrorCode, errorInfo } from "@k/protocol";

export type CoordinatorVerdict =
  /** Ask again after a pause. */
  | "retry"
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
  ]),
  AddPartitionsToTxn: new Map<number, CoordinatorVerdict>([
    [ErrorCode.TOPIC_AUTHORIZATION_FAILED, "abortable"],
    [ErrorCode.OPERATION_NOT_ATTEMPTED, "abortable"],
    [ErrorCode.UNKNOWN_PRODUCER_ID, "abortable"],
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

export function judgeCoordinator(request: TransactionalRequest, errorCode: number): CoordinatorVerdict {
  const verdict = BY_REQUEST[request].get(errorCode) ?? COMMON.get(errorCode);
  if (verdict !== undefined) return verdict;
  return errorInfo(errorCode).retriable ? "retry" : "fatal";
}
