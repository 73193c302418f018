import { api, array, boolean, int16, int32, string, uuid } from "../schema/index.js";

/** Declared field by field; the notes on versions follow. */
export const Metadata = api({
  name: "Metadata",
  key: 3,
  versions: "0-13",
  flexible: "9+",
  request: {
    topics: array({
      topicId: uuid.versions("10+").ignorable(),
      name: string.nullable("10+"),
    }).nullable("1+"),
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
      rack: string.versions("1+").nullable().default(null).ignorable(),
    }),
    clusterId: string.versions("2+").nullable().default(null).ignorable(),
    controllerId: int32.versions("1+").default(-1).ignorable(),
    topics: array({
      errorCode: int16,
      name: string.nullable("12+"),
      topicId: uuid.versions("10+").ignorable(),
      isInternal: boolean.versions("1+").ignorable(),
      partitions: array({
        errorCode: int16,
        partitionIndex: int32,
        leaderId: int32,
        leaderEpoch: int32.versions("7+").default(-1).ignorable(),
        replicaNodes: array(int32),
        isrNodes: array(int32),
        offlineReplicas: array(int32).versions("5+").ignorable(),
      }),
      topicAuthorizedOperations: int32.versions("8+").default(-2147483648),
    }),
    clusterAuthorizedOperations: int32.versions("8-10").default(-2147483648),
    errorCode: int16.versions("13+").ignorable(),
  },
});
