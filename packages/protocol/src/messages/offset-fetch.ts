import { api, array, boolean, int16, int32, int64, string, uuid } from "../schema/index.js";

/** Declared field by field; the notes on versions follow. */
export const OffsetFetch = api({
  name: "OffsetFetch",
  key: 9,
  versions: "0-10",
  flexible: "6+",
  request: {
    groupId: string.versions("0-7"),
    topics: array({
      name: string,
      partitionIndexes: array(int32),
    })
      .versions("0-7")
      .nullable("2-7"),
    groups: array({
      groupId: string,
      memberId: string.versions("9+").nullable().default(null).ignorable(),
      memberEpoch: int32.versions("9+").default(-1).ignorable(),
      topics: array({
        name: string.versions("8-9").ignorable(),
        topicId: uuid.versions("10+").ignorable(),
        partitionIndexes: array(int32),
      }).nullable(),
    }).versions("8+"),
    requireStable: boolean.versions("7+"),
  },
  response: {
    throttleTimeMs: int32.versions("3+").ignorable(),
    topics: array({
      name: string,
      partitions: array({
        partitionIndex: int32,
        committedOffset: int64,
        committedLeaderEpoch: int32.versions("5-7").default(-1).ignorable(),
        metadata: string.nullable(),
        errorCode: int16,
      }),
    }).versions("0-7"),
    errorCode: int16.versions("2-7").ignorable(),
    groups: array({
      groupId: string,
      topics: array({
        name: string.versions("8-9").ignorable(),
        topicId: uuid.versions("10+").ignorable(),
        partitions: array({
          partitionIndex: int32,
          committedOffset: int64,
          committedLeaderEpoch: int32.default(-1).ignorable(),
          metadata: string.nullable(),
          errorCode: int16,
        }),
      }),
      errorCode: int16,
    }).versions("8+"),
  },
});
