import { api, array, boolean, int16, int32, int64, string, uuid } from "../schema/index.js";

/**
 * Reads the offsets that groups committed.
 *
 * v1 offsets live in Kafka, no longer in ZooKeeper; v2 null asks for all topics, and a top-level error; v3 throttle time;
 * v5 leader epochs; v6 flexible; v7 waits for pending transactions (KIP-447); v8 several groups at once; v9 members of the
 * new group protocol (KIP-848); v10 topic ids instead of names.
 */
export const OffsetFetch = api({
  name: "OffsetFetch",
  key: 9,
  versions: "0-10",
  flexible: "6+",
  request: {
    groupId: string.versions("0-7"),
    /** Null: all topics of the group. */
    topics: array({
      name: string,
      partitionIndexes: array(int32),
    })
      .versions("0-7")
      .nullable("2-7"),
    groups: array({
      groupId: string,
      /** Null unless the caller is a member under the new group protocol. */
      memberId: string.versions("9+").nullable().default(null).ignorable(),
      /** -1 unless the caller is a member under the new group protocol. */
      memberEpoch: int32.versions("9+").default(-1).ignorable(),
      /** Null: all topics of the group. */
      topics: array({
        name: string.versions("8-9").ignorable(),
        topicId: uuid.versions("10+").ignorable(),
        partitionIndexes: array(int32),
      }).nullable(),
    }).versions("8+"),
    /** UNSTABLE_OFFSET_COMMIT instead of an offset that a pending transaction may still change. */
    requireStable: boolean.versions("7+"),
  },
  response: {
    throttleTimeMs: int32.versions("3+").ignorable(),
    topics: array({
      name: string,
      partitions: array({
        partitionIndex: int32,
        /** The next offset to read; -1 if nothing was committed. */
        committedOffset: int64,
        /** -1 if not known. */
        committedLeaderEpoch: int32.versions("5-7").default(-1).ignorable(),
        /** What the committer stored beside the offset. */
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
          /** The next offset to read; -1 if nothing was committed. */
          committedOffset: int64,
          /** -1 if not known. */
          committedLeaderEpoch: int32.default(-1).ignorable(),
          /** What the committer stored beside the offset. */
          metadata: string.nullable(),
          errorCode: int16,
        }),
      }),
      errorCode: int16,
    }).versions("8+"),
  },
});
