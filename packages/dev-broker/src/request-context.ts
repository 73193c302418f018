/** What a handler may see beside the request itself. */
import type { BrokerNode, ClusterState, Endpoint } from "./cluster/index.js";
import type { BrokerProfile } from "./profile/index.js";
import type { SaslSession } from "./sasl/index.js";
import type { GroupOffsets, TransactionCoordinator } from "./transactions/index.js";

export interface RequestContext {
  readonly cluster: ClusterState;
  readonly transactions: TransactionCoordinator;
  readonly groups: GroupOffsets;
  readonly broker: BrokerNode;
  readonly apiVersion: number;
  readonly clientId: string | null;
  /** The listener that the connection came in on; Metadata names the brokers by their address on the same one. */
  readonly listener: string;
  /** What this broker's version can, and how it behaves. */
  readonly profile: BrokerProfile;
  /** Undefined on listeners without SASL. */
  readonly session: SaslSession | undefined;
}

/** Where clients of this listener find a broker. */
export function endpointOf(node: BrokerNode, context: RequestContext): Endpoint {
  return node.endpoints.get(context.listener) ?? { host: "", port: -1 };
}
