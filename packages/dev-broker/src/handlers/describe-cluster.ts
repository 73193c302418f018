/** DescribeCluster, v0-v2: the brokers, for tools. */
import { DescribeCluster, ErrorCode } from "@k/protocol";
import { endpointOf } from "../request-context.js";
import type { Handler } from "./handler.js";

export const describeCluster: Handler<typeof DescribeCluster> = {
  api: DescribeCluster,
  handle(_request, context) {
    const { cluster } = context;
    return {
      throttleTimeMs: 0,
      errorCode: ErrorCode.NONE,
      clusterId: cluster.clusterId,
      controllerId: cluster.controllerId,
      brokers: cluster
        .registeredNodes()
        .map((node) => ({ brokerId: node.id, ...endpointOf(node, context), rack: node.rack })),
    };
  },
  refuse: (_request, errorCode, { cluster }) => ({
    throttleTimeMs: 0,
    errorCode,
    clusterId: cluster.clusterId,
    brokers: [],
  }),
};
