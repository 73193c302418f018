/** Which broker coordinates a group or a transactional id: one that its name decides, or the next one that is there. */
import type { BrokerNode, ClusterState } from "../cluster/index.js";

export function coordinatorFor(cluster: ClusterState, key: string): BrokerNode | undefined {
  const nodes = [...cluster.nodes.values()].sort((a, b) => a.id - b.id);
  const start = hash(key) % Math.max(nodes.length, 1);
  return [...nodes.slice(start), ...nodes.slice(0, start)].find((node) => node.registered);
}

/** Java's String.hashCode, made positive, as Kafka uses it to find the partition of an internal topic. */
function hash(key: string): number {
  let value = 0;
  for (let i = 0; i < key.length; i++) value = (Math.imul(31, value) + key.charCodeAt(i)) | 0;
  return value & 0x7fffffff;
}
