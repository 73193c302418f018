/** What a handler may see beside the request itself. */
import type { BrokerNode, ClusterState, Endpoint } from "./cluster/index.js";

export interface RequestContext {
  readonly cluster: ClusterState;
  readonly broker: BrokerNode;
  readonly apiVersion: number;
  readonly clientId: string | null;
  /** The listener that the connection came in on; Metadata names the brokers by their address on the same one. */
  readonly listener: string;
  /** What this broker says that it speaks: api key → versions. */
  readonly apiVersions: ReadonlyMap<number, VersionRange>;
}

export interface VersionRange {
  readonly min: number;
  readonly max: number;
}

/** Where clients of this listener find a broker. */
export function endpointOf(node: BrokerNode, context: RequestContext): Endpoint {
  return node.endpoints.get(context.listener) ?? { host: "", port: -1 };
}
