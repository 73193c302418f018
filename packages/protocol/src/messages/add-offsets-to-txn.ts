import { api, int16, int32, int64, string } from "../schema/index.js";

/**
 * Takes a group's offsets into a transaction, before TxnOffsetCommit.
 *
 * v2 may answer PRODUCER_FENCED; v3 flexible; v4 may answer TRANSACTION_ABORTABLE. Clients that speak TxnOffsetCommit v5 no
 * longer need it.
 */
export const AddOffsetsToTxn = api({
  name: "AddOffsetsToTxn",
  key: 25,
  versions: "0-4",
  flexible: "3+",
  request: {
    transactionalId: string,
    producerId: int64,
    producerEpoch: int16,
    groupId: string,
  },
  response: {
    throttleTimeMs: int32,
    errorCode: int16,
  },
});
