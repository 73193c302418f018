import { api, array, int8, int16, int32, int64, records, string, struct, uuid } from "../schema/index.js";

/**
 * Reads records from partitions, for consumers and for followers.
 *
 * v1 throttle time; v2 message sets v1; v3 limits the whole response; v4 isolation level and record batches (magic 2);
 * v5 log start offset; v7 incremental fetch sessions (KIP-227); v9 leader epochs (KIP-320); v10 zstd; v11 fetch from the
 * closest replica (KIP-392); v12 flexible, finds diverging logs; v13 topic ids instead of names; v15 replica state moves
 * into a tag (KIP-903); v16 names the new leaders (KIP-951); v17 directory ids (KIP-853); v18 high watermark (KIP-1166).
 */
export const Fetch = api({
  name: "Fetch",
  key: 1,
  versions: "0-18",
  flexible: "12+",
  request: {
    /** Set by replicas of the controller quorum only. */
    clusterId: string.versions("12+").nullable().default(null).tag(0).ignorable(),
    /** -1 for consumers. */
    replicaId: int32.versions("0-14").default(-1),
    /** Takes the place of `replicaId`. */
    replicaState: struct({
      replicaId: int32.default(-1),
      replicaEpoch: int64.default(-1n),
    })
      .versions("15+")
      .tag(1),
    /** How long the broker may wait for `minBytes` to be there. */
    maxWaitMs: int32,
    minBytes: int32,
    /** A wish, not a limit: the first batch always comes whole, so that the reader can make progress. */
    maxBytes: int32.versions("3+").default(0x7fffffff).ignorable(),
    /** 0: read uncommitted, 1: read committed. */
    isolationLevel: int8.versions("4+").ignorable(),
    /** 0 asks for a new session, if `sessionEpoch` is 0. */
    sessionId: int32.versions("7+").ignorable(),
    /** -1: no session, this request names everything. */
    sessionEpoch: int32.versions("7+").default(-1).ignorable(),
    topics: array({
      topic: string.versions("0-12").ignorable(),
      topicId: uuid.versions("13+").ignorable(),
      partitions: array({
        partition: int32,
        /** The epoch the reader believes in, to be told when it is fenced; -1: do not check. */
        currentLeaderEpoch: int32.versions("9+").default(-1).ignorable(),
        fetchOffset: int64,
        /** The epoch of the last batch read, to be told when the logs diverge; -1: do not check. */
        lastFetchedEpoch: int32.versions("12+").default(-1),
        /** Of a follower; -1 for consumers. */
        logStartOffset: int64.versions("5+").default(-1n).ignorable(),
        partitionMaxBytes: int32,
        /** Of a follower's log directory. */
        replicaDirectoryId: uuid.versions("17+").tag(0).ignorable(),
        /** What a follower knows of it; the maximum stands for nothing. */
        highWatermark: int64.versions("18+").default(0x7fffffffffffffffn).tag(1).ignorable(),
      }),
    }),
    /** Partitions to take out of the session. */
    forgottenTopicsData: array({
      topic: string.versions("7-12").ignorable(),
      topicId: uuid.versions("13+").ignorable(),
      partitions: array(int32),
    }).versions("7+"),
    /** Where the consumer is, so that the leader can name a closer replica. */
    rackId: string.versions("11+").ignorable(),
  },
  response: {
    throttleTimeMs: int32.versions("1+").ignorable(),
    errorCode: int16.versions("7+").ignorable(),
    sessionId: int32.versions("7+"),
    responses: array({
      topic: string.versions("0-12").ignorable(),
      topicId: uuid.versions("13+").ignorable(),
      partitions: array({
        partitionIndex: int32,
        errorCode: int16,
        /** The offset up to which records are replicated, and readable. */
        highWatermark: int64,
        /** All transactions below it are decided. */
        lastStableOffset: int64.versions("4+").default(-1n).ignorable(),
        logStartOffset: int64.versions("5+").default(-1n).ignorable(),
        /** Where the reader's log leaves the leader's: truncate to there. */
        divergingEpoch: struct({
          epoch: int32.default(-1),
          endOffset: int64.default(-1n),
        })
          .versions("12+")
          .tag(0),
        /** Who to ask instead, after NOT_LEADER_OR_FOLLOWER and FENCED_LEADER_EPOCH. */
        currentLeader: struct({
          leaderId: int32.default(-1),
          leaderEpoch: int32.default(-1),
        })
          .versions("12+")
          .tag(1),
        /** The snapshot to fetch instead, for replicas of the controller quorum. */
        snapshotId: struct({
          endOffset: int64.default(-1n),
          epoch: int32.default(-1),
        })
          .versions("12+")
          .tag(2),
        /** Null for readers that asked for uncommitted records. */
        abortedTransactions: array({
          producerId: int64,
          /** Records of this producer from here to the abort marker are to be dropped. */
          firstOffset: int64,
        })
          .versions("4+")
          .nullable()
          .ignorable(),
        /** -1: stay with the leader. */
        preferredReadReplica: int32.versions("11+").default(-1),
        /** Batches as they lie in the log; the last one may be cut off. */
        records: records.nullable(),
      }),
    }),
    /** Where to find the leaders named above. */
    nodeEndpoints: array({
      nodeId: int32,
      host: string,
      port: int32,
      rack: string.nullable().default(null),
    })
      .versions("16+")
      .tag(0),
  },
});
