import { api, boolean, int16, int32, int64, string } from "../schema/index.js";

/**
 * Commits or aborts a transaction.
 *
 * v2 may answer PRODUCER_FENCED; v3 flexible; v4 may answer TRANSACTION_ABORTABLE; v5 each transaction gets a new epoch
 * (KIP-890).
 */
export const EndTxn = api({
  name: "EndTxn",
  key: 26,
  versions: "0-5",
  flexible: "3+",
  request: {
    transactionalId: string,
    producerId: int64,
    producerEpoch: int16,
    /** False: abort. */
    committed: boolean,
  },
  response: {
    throttleTimeMs: int32,
    errorCode: int16,
    /** To be used from now on; -1 after an error. */
    producerId: int64.versions("5+").default(-1n).ignorable(),
    /** To be used from now on; -1 after an error. */
    producerEpoch: int16.versions("5+").default(-1).ignorable(),
  },
});
