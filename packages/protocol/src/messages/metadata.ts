import { api, array, boolean, int16, int32, string, uuid } from "../schema/index.js";

/**
 * Tells which brokers there are, and who leads the partitions of topics.
 *
 * v1 null asks for all topics, controller and racks; v2 cluster id; v3 throttle time; v4 may leave auto-creation out;
 * v5 offline replicas; v7 leader epochs; v8 authorized operations; v9 flexible, from here on epochs can be relied on;
 * v10 topic ids; v12 asks by topic id alone; v13 a top-level error (REBOOTSTRAP_REQUIRED, KIP-1102).
 */
export const Metadata = api({
  name: "Metadata",
  key: 3,
  versions: "0-13",
  flexible: "9+",
  request: {
    /** Null: all topics. Empty: none from v1 on, all in v0. */
    topics: array({
      topicId: uuid.versions("10+").ignorable(),
      /** Null to ask by id. */
      name: string.nullable("10+"),
    }).nullable("1+"),
    /** Whether a broker so configured may create topics that do not exist. */
    allowAutoTopicCreation: boolean.versions("4+").default(true),
    includeClusterAuthorizedOperations: boolean.versions("8-10"),
    includeTopicAuthorizedOperations: boolean.versions("8+"),
  },
  response: {
    throttleTimeMs: int32.versions("3+").ignorable(),
    brokers: array({
      nodeId: int32,
      host: string,
      port: int32,
      /** Null if the broker has none. */
      rack: string.versions("1+").nullable().default(null).ignorable(),
    }),
    clusterId: string.versions("2+").nullable().default(null).ignorable(),
    /** -1 if there is none at the moment. KRaft clusters name any broker. */
    controllerId: int32.versions("1+").default(-1).ignorable(),
    topics: array({
      errorCode: int16,
      /** Null if the topic was asked for by an id that nobody knows. */
      name: string.nullable("12+"),
      topicId: uuid.versions("10+").ignorable(),
      /** Kafka's own, such as the offsets of groups. */
      isInternal: boolean.versions("1+").ignorable(),
      partitions: array({
        errorCode: int16,
        partitionIndex: int32,
        /** -1 if there is none at the moment. */
        leaderId: int32,
        /** Rises with every change of leader; -1 if not known. */
        leaderEpoch: int32.versions("7+").default(-1).ignorable(),
        replicaNodes: array(int32),
        isrNodes: array(int32),
        offlineReplicas: array(int32).versions("5+").ignorable(),
      }),
      /** A bit set; the minimum stands for not asked for. */
      topicAuthorizedOperations: int32.versions("8+").default(-0x80000000),
    }),
    /** A bit set; the minimum stands for not asked for. */
    clusterAuthorizedOperations: int32.versions("8-10").default(-0x80000000),
    /** REBOOTSTRAP_REQUIRED or 0. */
    errorCode: int16.versions("13+").ignorable(),
  },
});
