/** Why this broker cannot read a partition for a client: it does not exist, is led elsewhere, or epochs differ (KIP-320). */
import { ErrorCode } from "@k/protocol";
import type { Partition } from "../cluster/index.js";
import type { RequestContext } from "../request-context.js";

/** `currentLeaderEpoch`: what the client believes, -1 if it does not say. */
export function leaderProblem(
  partition: Partition | undefined,
  currentLeaderEpoch: number,
  { broker }: RequestContext,
): number {
  if (partition === undefined) return ErrorCode.UNKNOWN_TOPIC_OR_PARTITION;
  if (partition.leaderId !== broker.id) return ErrorCode.NOT_LEADER_OR_FOLLOWER;
  if (currentLeaderEpoch < 0 || currentLeaderEpoch === partition.leaderEpoch) return ErrorCode.NONE;
  return currentLeaderEpoch < partition.leaderEpoch ? ErrorCode.FENCED_LEADER_EPOCH : ErrorCode.UNKNOWN_LEADER_EPOCH;
}
