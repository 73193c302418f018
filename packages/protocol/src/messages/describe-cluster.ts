import { api, array, boolean, int8, int16, int32, string } from "../schema/index.js";

/**
 * Tells a cluster's id, its controller and its brokers.
 *
 * v1 can ask about controllers (KIP-919); v2 can include fenced brokers (KIP-1073).
 */
export const DescribeCluster = api({
  name: "DescribeCluster",
  key: 60,
  versions: "0-2",
  flexible: "0+",
  request: {
    includeClusterAuthorizedOperations: boolean,
    /** 1: brokers, 2: controllers. */
    endpointType: int8.versions("1+").default(1),
    includeFencedBrokers: boolean.versions("2+"),
  },
  response: {
    throttleTimeMs: int32,
    errorCode: int16,
    errorMessage: string.nullable().default(null),
    endpointType: int8.versions("1+").default(1),
    clusterId: string,
    /** -1 if there is none at the moment. KRaft clusters name any broker. */
    controllerId: int32.default(-1),
    brokers: array({
      brokerId: int32,
      host: string,
      port: int32,
      rack: string.nullable().default(null),
      /** Registered, but not serving. */
      isFenced: boolean.versions("2+"),
    }),
    /** A bit set; the minimum stands for not asked for. */
    clusterAuthorizedOperations: int32.default(-0x80000000),
  },
});
