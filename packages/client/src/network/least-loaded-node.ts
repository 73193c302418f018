/** Which broker to ask when any will do. Pure: a choice among candidates. */
import type { BrokerNode } from "./broker-node.js";

/**
 * The ready node with the fewest requests; else one that is connecting; else the one whose last attempt is the
 * longest ago and whose back-off is over. Starts at a random place, so that clients spread over equal nodes.
 */
export function leastLoadedNode(
  nodes: readonly BrokerNode[],
  now: number,
  random: () => number,
): BrokerNode | undefined {
  const offset = Math.floor(random() * nodes.length);
  let best: BrokerNode | undefined;
  let bestRank = Number.POSITIVE_INFINITY;
  for (let i = 0; i < nodes.length; i++) {
    const node = nodes[(offset + i) % nodes.length]!;
    const rank = rankOf(node, now);
    if (rank < bestRank) {
      best = node;
      bestRank = rank;
    }
  }
  return best;
}

const CONNECTING = 1e9;
const DISCONNECTED = 2e9;

function rankOf(node: BrokerNode, now: number): number {
  if (node.isReady(now)) return node.inFlightCount;
  if (node.connection !== undefined) return Number.POSITIVE_INFINITY; // full, throttled or re-authenticating
  if (node.isConnecting) return CONNECTING;
  if (node.retryAtMs > now) return Number.POSITIVE_INFINITY;
  // Never tried is best, else the longest ago; always behind one that is under way.
  return DISCONNECTED + Math.max(0, node.attemptedAtMs);
}
