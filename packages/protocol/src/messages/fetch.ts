import { api, array, int8, int16, int32, int64, records, string, struct, uuid } from "../schema/index.js";

/** Declared field by field; the notes on versions follow. */
export const Fetch = api({
  name: "Fetch",
  key: 1,
  versions: "0-18",
  flexible: "12+",
  request: {
    clusterId: string.versions("12+").nullable().default(null).tag(0).ignorable(),
    replicaId: int32.versions("0-14").default(-1),
    replicaState: struct({
      replicaId: int32.default(-1),
      replicaEpoch: int64.default(-1n),
    })
      .versions("15+")
      .tag(1),
    maxWaitMs: int32,
    minBytes: int32,
    maxBytes: int32.versions("3+").default(2147483647).ignorable(),
    isolationLevel: int8.versions("4+").ignorable(),
    sessionId: int32.versions("7+").ignorable(),
    sessionEpoch: int32.versions("7+").default(-1).ignorable(),
    topics: array({
      topic: string.versions("0-12").ignorable(),
      topicId: uuid.versions("13+").ignorable(),
      partitions: array({
        partition: int32,
        currentLeaderEpoch: int32.versions("9+").default(-1).ignorable(),
        fetchOffset: int64,
        lastFetchedEpoch: int32.versions("12+").default(-1),
        logStartOffset: int64.versions("5+").default(-1n).ignorable(),
        partitionMaxBytes: int32,
        replicaDirectoryId: uuid.versions("17+").tag(0).ignorable(),
        highWatermark: int64.versions("18+").default(9223372036854775807n).tag(1).ignorable(),
      }),
    }),
    forgottenTopicsData: array({
      topic: string.versions("7-12").ignorable(),
      topicId: uuid.versions("13+").ignorable(),
      partitions: array(int32),
    }).versions("7+"),
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
        highWatermark: int64,
        lastStableOffset: int64.versions("4+").default(-1n).ignorable(),
        logStartOffset: int64.versions("5+").default(-1n).ignorable(),
        divergingEpoch: struct({
          epoch: int32.default(-1),
          endOffset: int64.default(-1n),
        })
          .versions("12+")
          .tag(0),
        currentLeader: struct({
          leaderId: int32.default(-1),
          leaderEpoch: int32.default(-1),
        })
          .versions("12+")
          .tag(1),
        snapshotId: struct({
          endOffset: int64.default(-1n),
          epoch: int32.default(-1),
        })
          .versions("12+")
          .tag(2),
        abortedTransactions: array({
          producerId: int64,
          firstOffset: int64,
        })
          .versions("4+")
          .nullable()
          .ignorable(),
        preferredReadReplica: int32.versions("11+").default(-1),
        records: records.nullable(),
      }),
    }),
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
