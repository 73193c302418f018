import { api, array, int16, int32, int64, string, uuid } from "../schema/index.js";

/** Declared field by field; the notes on versions follow. */
export const TxnOffsetCommit = api({
  name: "TxnOffsetCommit",
  key: 28,
  versions: "0-6",
  flexible: "3+",
  request: {
    transactionalId: string,
    groupId: string,
    producerId: int64,
    producerEpoch: int16,
    generationIdOrMemberEpoch: int32.versions("3+").default(-1),
    memberId: string.versions("3+"),
    groupInstanceId: string.versions("3+").nullable().default(null),
    topics: array({
      name: string.versions("0-5").ignorable(),
      topicId: uuid.versions("6+").ignorable(),
      partitions: array({
        partitionIndex: int32,
        committedOffset: int64,
        committedLeaderEpoch: int32.versions("2+").default(-1).ignorable(),
        committedMetadata: string.nullable(),
      }),
    }),
  },
  response: {
    throttleTimeMs: int32,
    topics: array({
      name: string.versions("0-5").ignorable(),
      topicId: uuid.versions("6+").ignorable(),
      partitions: array({
        partitionIndex: int32,
        errorCode: int16,
      }),
    }),
  },
});
