import { api, array, int8, int16, int32, int64, string } from "../schema/index.js";

/** Declared field by field; the notes on versions follow. */
export const ListOffsets = api({
  name: "ListOffsets",
  key: 2,
  versions: "0-11",
  flexible: "6+",
  request: {
    replicaId: int32,
    isolationLevel: int8.versions("2+"),
    topics: array({
      name: string,
      partitions: array({
        partitionIndex: int32,
        currentLeaderEpoch: int32.versions("4+").default(-1).ignorable(),
        timestamp: int64,
      }),
    }),
    timeoutMs: int32.versions("10+").ignorable(),
  },
  response: {
    throttleTimeMs: int32.versions("2+").ignorable(),
    topics: array({
      name: string,
      partitions: array({
        partitionIndex: int32,
        errorCode: int16,
        timestamp: int64.versions("1+").default(-1n),
        offset: int64.versions("1+").default(-1n),
        leaderEpoch: int32.versions("4+").default(-1),
      }),
    }),
  },
});
