import { api, boolean, int16, int32, int64, string } from "../schema/index.js";

/**
 * Gives a producer its id and epoch, and fences those before it.
 *
 * v2 flexible; v3 the producer names the id it has, to raise its epoch (KIP-360); v4 may answer PRODUCER_FENCED; v5 may
 * answer TRANSACTION_ABORTABLE; v6 two-phase commit with an outside coordinator (KIP-939), not stable yet.
 */
export const InitProducerId = api({
  name: "InitProducerId",
  key: 22,
  versions: "0-6",
  flexible: "2+",
  unstable: "6",
  request: {
    /** Null for a producer that is only idempotent. */
    transactionalId: string.nullable(),
    /**
     * How long a transaction may be silent until the coordinator aborts it; without a transactional id of no
     * meaning.
     */
    transactionTimeoutMs: int32,
    /** -1: a new one. */
    producerId: int64.versions("3+").default(-1n),
    /** -1: the first one. */
    producerEpoch: int16.versions("3+").default(-1),
    /** Transactions end only when the client says so, whatever the timeout. */
    enable2Pc: boolean.versions("6+"),
    /** Keep a transaction that is under way instead of aborting it. */
    keepPreparedTxn: boolean.versions("6+"),
  },
  response: {
    throttleTimeMs: int32.ignorable(),
    errorCode: int16,
    producerId: int64.default(-1n),
    producerEpoch: int16,
    /** Of the transaction that was kept; -1: none. */
    ongoingTxnProducerId: int64.versions("6+").default(-1n),
    /** Of the transaction that was kept; -1: none. */
    ongoingTxnProducerEpoch: int16.versions("6+").default(-1),
  },
});
