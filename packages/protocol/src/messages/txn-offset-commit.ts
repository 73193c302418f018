import { api, array, int16, int32, int64, string, uuid } from "../schema/index.js";

/**
 * Commits a group's offsets as part of a transaction.
 *
 * v2 leader epochs; v3 flexible, checks the group's generation (KIP-447); v4 may answer TRANSACTION_ABORTABLE; v5 takes the
 * group into the transaction by itself (KIP-890); v6 topic ids instead of names (KIP-1319).
 */
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
    /** -1: do not check. */
    generationIdOrMemberEpoch: int32.versions("3+").default(-1),
    /** Empty: do not check. */
    memberId: string.versions("3+"),
    /** Null unless the member is a static one. */
    groupInstanceId: string.versions("3+").nullable().default(null),
    topics: array({
      name: string.versions("0-5").ignorable(),
      topicId: uuid.versions("6+").ignorable(),
      partitions: array({
        partitionIndex: int32,
        /** The next offset to read. */
        committedOffset: int64,
        /** -1 if not known. */
        committedLeaderEpoch: int32.versions("2+").default(-1).ignorable(),
        /** Anything, stored beside the offset. */
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
