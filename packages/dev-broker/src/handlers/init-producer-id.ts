/**
 * InitProducerId, v0-v5: a producer id for idempotence, or (with a transactional id) also the fencing of older instances.
 * v3 bumps the epoch of an id that the producer already has.
 */
import { ErrorCode, InitProducerId } from "@k/protocol";
import type { Handler } from "./handler.js";

export const initProducerId: Handler<typeof InitProducerId> = {
  api: InitProducerId,
  handle(request, { cluster }) {
    const { transactionalId } = request;
    if (transactionalId !== null) return refused(ErrorCode.COORDINATOR_NOT_AVAILABLE);
    // Without a transactional id a broker hands out a new id each time, whatever the producer says it has.
    return {
      throttleTimeMs: 0,
      errorCode: ErrorCode.NONE,
      producerId: BigInt(cluster.nextProducerId()),
      producerEpoch: 0,
    };
  },
  refuse: (_request, errorCode) => refused(errorCode),
};

const refused = (errorCode: number) => ({ throttleTimeMs: 0, errorCode, producerId: -1n, producerEpoch: -1 });
