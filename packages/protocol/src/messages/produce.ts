import { api, array, int16, int32, int64, records, string, struct, uuid } from "../schema/index.js";

/** Declared field by field; the notes on versions follow. */
export const Produce = api({
  name: "Produce",
  key: 0,
  versions: "0-13",
  flexible: "9+",
  request: {
    transactionalId: string.versions("3+").nullable().default(null),
    acks: int16,
    timeoutMs: int32,
    topicData: array({
      name: string.versions("0-12").ignorable(),
      topicId: uuid.versions("13+").ignorable(),
      partitionData: array({
        index: int32,
        records: records.nullable(),
      }),
    }),
  },
  response: {
    responses: array({
      name: string.versions("0-12").ignorable(),
      topicId: uuid.versions("13+").ignorable(),
      partitionResponses: array({
        index: int32,
        errorCode: int16,
        baseOffset: int64,
        logAppendTimeMs: int64.versions("2+").default(-1n).ignorable(),
        logStartOffset: int64.versions("5+").default(-1n).ignorable(),
        recordErrors: array({
          batchIndex: int32,
          batchIndexErrorMessage: string.nullable().default(null),
        })
          .versions("8+")
          .ignorable(),
        errorMessage: string.versions("8+").nullable().default(null).ignorable(),
        currentLeader: struct({
          leaderId: int32.default(-1),
          leaderEpoch: int32.default(-1),
        })
          .versions("10+")
          .tag(0),
      }),
    }),
    throttleTimeMs: int32.versions("1+").ignorable(),
    nodeEndpoints: array({
      nodeId: int32,
      host: string,
      port: int32,
      rack: string.nullable().default(null),
    })
      .versions("10+")
      .tag(0),
  },
});
