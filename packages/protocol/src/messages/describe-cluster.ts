import { api, array, boolean, int8, int16, int32, string } from "../schema/index.js";

/** Declared field by field; the notes on versions follow. */
export const DescribeCluster = api({
  name: "DescribeCluster",
  key: 60,
  versions: "0-2",
  flexible: "0+",
  request: {
    includeClusterAuthorizedOperations: boolean,
    endpointType: int8.versions("1+").default(1),
    includeFencedBrokers: boolean.versions("2+"),
  },
  response: {
    throttleTimeMs: int32,
    errorCode: int16,
    errorMessage: string.nullable().default(null),
    endpointType: int8.versions("1+").default(1),
    clusterId: string,
    controllerId: int32.default(-1),
    brokers: array({
      brokerId: int32,
      host: string,
      port: int32,
      rack: string.nullable().default(null),
      isFenced: boolean.versions("2+"),
    }),
    clusterAuthorizedOperations: int32.default(-2147483648),
  },
});
