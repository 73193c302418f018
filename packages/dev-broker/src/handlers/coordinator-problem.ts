/** Why this broker does not coordinate a group or a transactional id. */
import { ErrorCode } from "@k/protocol";
import type { RequestContext } from "../request-context.js";
import { coordinatorFor } from "../transactions/index.js";

export function coordinatorProblem(key: string, { cluster, broker }: RequestContext): number {
  return coordinatorFor(cluster, key)?.id === broker.id ? ErrorCode.NONE : ErrorCode.NOT_COORDINATOR;
}

/** PRODUCER_FENCED came late (KIP-588): clients of older versions of a request know INVALID_PRODUCER_EPOCH instead. */
export function fencedOrInvalid(errorCode: number, knowsFenced: boolean): number {
  return errorCode === ErrorCode.PRODUCER_FENCED && !knowsFenced ? ErrorCode.INVALID_PRODUCER_EPOCH : errorCode;
}
