/**
 * InitProducerId, v0-v5: a producer id for idempotence, or (with a transactional id) also the fencing of older instances.
 * v3 bumps the epoch of an identity that the producer has; v4 knows PRODUCER_FENCED.
 */
import { ErrorCode, InitProducerId } from "@k/protocol";
import { coordinatorProblem, fencedOrInvalid } from "./coordinator-problem.js";
import type { Handler } from "./handler.js";

export const initProducerId: Handler<typeof InitProducerId> = {
  api: InitProducerId,
  handle(request, context) {
    const { cluster, transactions, apiVersion } = context;
    const { transactionalId, transactionTimeoutMs } = request;
    if (transactionalId === null) {
      // A broker hands out a new id each time, whatever the producer says it has.
      return {
        throttleTimeMs: 0,
        errorCode: ErrorCode.NONE,
        producerId: BigInt(cluster.nextProducerId()),
        producerEpoch: 0,
      };
    }
    const problem = coordinatorProblem(transactionalId, context);
    if (problem !== ErrorCode.NONE) return refused(problem);
    const producerId = Number(request.producerId);
    const known = producerId >= 0 ? { producerId, producerEpoch: request.producerEpoch } : undefined;
    const result = transactions.initProducerId(transactionalId, transactionTimeoutMs, known);
    const errorCode = fencedOrInvalid(result.errorCode, apiVersion >= 4);
    return { throttleTimeMs: 0, errorCode, producerId: BigInt(result.producerId), producerEpoch: result.producerEpoch };
  },
  refuse: (_request, errorCode) => refused(errorCode),
};

const refused = (errorCode: number) => ({ throttleTimeMs: 0, errorCode, producerId: -1n, producerEpoch: -1 });
