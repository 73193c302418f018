import { api, boolean, int16, int32, int64, string } from "../schema/index.js";

/** Declared field by field; the notes on versions follow. */
export const EndTxn = api({
  name: "EndTxn",
  key: 26,
  versions: "0-5",
  flexible: "3+",
  request: {
    transactionalId: string,
    producerId: int64,
    producerEpoch: int16,
    committed: boolean,
  },
  response: {
    throttleTimeMs: int32,
    errorCode: int16,
    producerId: int64.versions("5+").default(-1n).ignorable(),
    producerEpoch: int16.versions("5+").default(-1).ignorable(),
  },
});
