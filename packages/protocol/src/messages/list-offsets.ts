import { api, array, int8, int16, int32, int64, string } from "../schema/index.js";

/**
 * Finds offsets by timestamp, and the ends of partitions.
 *
 * v0 several offsets per partition, of whole segments; v1 exactly one, found by timestamp; v2 isolation level and throttle
 * time; v4 leader epochs; v6 flexible; v7 the record with the highest timestamp (KIP-734); v8 the earliest local offset
 * (KIP-405); v9 the last tiered offset (KIP-1005); v10 a timeout for tiered storage (KIP-1075); v11 the earliest offset not
 * yet uploaded (KIP-1023).
 */
export const ListOffsets = api({
  name: "ListOffsets",
  key: 2,
  versions: "0-11",
  flexible: "6+",
  request: {
    /** -1 for clients. */
    replicaId: int32,
    /** 0: read uncommitted, 1: read committed (the latest offset is the last stable one). */
    isolationLevel: int8.versions("2+"),
    topics: array({
      name: string,
      partitions: array({
        partitionIndex: int32,
        /** The epoch the client believes in, to be told when it is fenced; -1: do not check. */
        currentLeaderEpoch: int32.versions("4+").default(-1).ignorable(),
        /**
         * In ms; -1: the end, -2: the beginning, -3: the highest timestamp, -4: the earliest local, -5: the last
         * tiered, -6: the earliest not uploaded.
         */
        timestamp: int64,
        /** How many segments to list. */
        maxNumOffsets: int32.versions("0").default(1),
      }),
    }),
    /** How long the broker may wait for tiered storage. */
    timeoutMs: int32.versions("10+").ignorable(),
  },
  response: {
    throttleTimeMs: int32.versions("2+").ignorable(),
    topics: array({
      name: string,
      partitions: array({
        partitionIndex: int32,
        errorCode: int16,
        /** First offsets of segments, newest first. */
        oldStyleOffsets: array(int64).versions("0"),
        /** Of the record found; -1 for the beginning, the end, and when there is none. */
        timestamp: int64.versions("1+").default(-1n),
        /** -1 when no record is that young. */
        offset: int64.versions("1+").default(-1n),
        leaderEpoch: int32.versions("4+").default(-1),
      }),
    }),
  },
});
