import { api, boolean, int16, int32, int64, string } from "../schema/index.js";

/** Declared field by field; the notes on versions follow. */
export const InitProducerId = api({
  name: "InitProducerId",
  key: 22,
  versions: "0-6",
  flexible: "2+",
  unstable: "6",
  request: {
    transactionalId: string.nullable(),
    transactionTimeoutMs: int32,
    producerId: int64.versions("3+").default(-1n),
    producerEpoch: int16.versions("3+").default(-1),
    enable2Pc: boolean.versions("6+"),
    keepPreparedTxn: boolean.versions("6+"),
  },
  response: {
    throttleTimeMs: int32.ignorable(),
    errorCode: int16,
    producerId: int64.default(-1n),
    producerEpoch: int16,
    ongoingTxnProducerId: int64.versions("6+").default(-1n),
    ongoingTxnProducerEpoch: int16.versions("6+").default(-1),
  },
});
