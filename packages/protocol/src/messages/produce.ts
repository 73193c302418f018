import { api, array, int16, int32, int64, records, string, struct, uuid } from "../schema/index.js";

/**
 * Appends batches of records to partitions.
 *
 * v1 throttle time; v2 the broker's append time; v3 record batches (magic 2) and transactions; v5 log start offset;
 * v7 zstd; v8 which records failed; v9 flexible; v10 names the new leader after NOT_LEADER_OR_FOLLOWER (KIP-951);
 * v12 a transaction takes partitions in by itself (KIP-890); v13 topic ids instead of names (KIP-516).
 */
export const Produce = api({
  name: "Produce",
  key: 0,
  versions: "0-13",
  flexible: "9+",
  request: {
    /** Null unless the producer is transactional. */
    transactionalId: string.versions("3+").nullable().default(null),
    /** 0: none (and no response at all), 1: the leader, -1: all in-sync replicas. */
    acks: int16,
    /** How long the leader may wait for the other replicas. */
    timeoutMs: int32,
    topicData: array({
      name: string.versions("0-12").ignorable(),
      topicId: uuid.versions("13+").ignorable(),
      partitionData: array({
        index: int32,
        /** A message set (v0 to v2) or exactly one record batch (v3 on). */
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
        /** The offset of the first record; -1 after an error. */
        baseOffset: int64,
        /** -1 unless the topic uses LogAppendTime. */
        logAppendTimeMs: int64.versions("2+").default(-1n).ignorable(),
        /** The first offset the partition still holds. */
        logStartOffset: int64.versions("5+").default(-1n).ignorable(),
        /** The records because of which the whole batch was refused. */
        recordErrors: array({
          /** Counted from 0 within the batch. */
          batchIndex: int32,
          batchIndexErrorMessage: string.nullable().default(null),
        })
          .versions("8+")
          .ignorable(),
        /** What the records that failed have in common; null if there is nothing to add to the code. */
        errorMessage: string.versions("8+").nullable().default(null).ignorable(),
        /** Who to ask instead, after NOT_LEADER_OR_FOLLOWER and FENCED_LEADER_EPOCH. */
        currentLeader: struct({
          leaderId: int32.default(-1),
          leaderEpoch: int32.default(-1),
        })
          .versions("10+")
          .tag(0),
      }),
    }),
    /** From v6 on the client holds back for so long; before that the broker delayed the response. */
    throttleTimeMs: int32.versions("1+").ignorable(),
    /** Where to find the leaders named above. */
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
