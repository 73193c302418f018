/** AddOffsetsToTxn, v0-v4: takes a group into a transaction before its offsets are committed (transactions v1). */
import { AddOffsetsToTxn, ErrorCode } from "@k/protocol";
import { coordinatorProblem, fencedOrInvalid } from "./coordinator-problem.js";
import type { Handler } from "./handler.js";

export const addOffsetsToTxn: Handler<typeof AddOffsetsToTxn> = {
  api: AddOffsetsToTxn,
  handle({ transactionalId, producerId, producerEpoch, groupId }, context) {
    const problem = coordinatorProblem(transactionalId, context);
    if (problem !== ErrorCode.NONE) return { throttleTimeMs: 0, errorCode: problem };
    const request = { transactionalId, producerId: Number(producerId), producerEpoch };
    const errorCode = context.transactions.addGroup(request, groupId);
    return { throttleTimeMs: 0, errorCode: fencedOrInvalid(errorCode, context.apiVersion >= 2) };
  },
  refuse: (_request, errorCode) => ({ throttleTimeMs: 0, errorCode }),
};
