/** Who leads a partition whose leader is gone. */
import type { BrokerNode } from "./broker-node.js";
import type { Partition } from "./partition.js";

/** The first replica in sync that is up; an out-of-sync one only if the topic allows unclean elections; else none. */
export function electLeader(cluster: { node(id: number): BrokerNode | undefined }, partition: Partition): void {
  const isUp = (id: number): boolean => {
    const node = cluster.node(id);
    return node?.running === true && node.registered;
  };
  const previous = partition.leaderId;
  const { replicas, isr, topic } = partition;
  const next =
    replicas.find((id) => isUp(id) && isr.includes(id)) ??
    (topic.config.uncleanLeaderElection ? replicas.find(isUp) : undefined) ??
    -1;
  if (next !== previous) partition.setLeader(next);
  for (const id of isr) if (!isUp(id)) partition.shrinkIsr(id);
}
