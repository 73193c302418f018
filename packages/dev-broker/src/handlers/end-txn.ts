/**
 * EndTxn, v0-v5: commits or aborts.
 * v2 knows PRODUCER_FENCED; v5 (transactions v2, KIP-890) answers with the identity for the next transaction.
 */
import { EndTxn, ErrorCode } from "@k/protocol";
import { coordinatorProblem, fencedOrInvalid } from "./coordinator-problem.js";
import type { Handler } from "./handler.js";

export const endTxn: Handler<typeof EndTxn> = {
  api: EndTxn,
  handle({ transactionalId, producerId, producerEpoch, committed }, context) {
    const { transactions, apiVersion } = context;
    const problem = coordinatorProblem(transactionalId, context);
    if (problem !== ErrorCode.NONE) return { throttleTimeMs: 0, errorCode: problem };
    const request = { transactionalId, producerId: Number(producerId), producerEpoch };
    const result = transactions.endTransaction(request, committed, apiVersion >= 5);
    return {
      throttleTimeMs: 0,
      errorCode: fencedOrInvalid(result.errorCode, apiVersion >= 2),
      producerId: BigInt(result.producerId),
      producerEpoch: result.producerEpoch,
    };
  },
  refuse: (_request, errorCode) => ({ throttleTimeMs: 0, errorCode }),
};
