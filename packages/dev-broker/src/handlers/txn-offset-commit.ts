/**
 * TxnOffsetCommit, v0-v5: a group's offsets, which count once the transaction is committed. Goes to the group's coordinator.
 * v3 checks membership; v5 (transactions v2, KIP-890) takes the group into the transaction by itself.
 */
import { ErrorCode, type RequestOf, TxnOffsetCommit } from "@k/protocol";
import type { RequestContext } from "../request-context.js";
import { coordinatorProblem, fencedOrInvalid } from "./coordinator-problem.js";
import type { Handler } from "./handler.js";

type Request = RequestOf<typeof TxnOffsetCommit>;

export const txnOffsetCommit: Handler<typeof TxnOffsetCommit> = {
  api: TxnOffsetCommit,
  handle(request, context) {
    const problem = findProblem(request, context);
    return this.refuse(request, problem === ErrorCode.NONE ? addAll(request, context) : problem, context);
  },
  /** The response has a code per partition and nothing else, so that a success looks like a refusal with code 0. */
  refuse({ topics }, errorCode) {
    return {
      throttleTimeMs: 0,
      topics: topics.map(({ name, topicId, partitions }) => ({
        name,
        topicId,
        partitions: partitions.map(({ partitionIndex }) => ({ partitionIndex, errorCode })),
      })),
    };
  },
};

function findProblem(request: Request, context: RequestContext): number {
  const { groupId, generationIdOrMemberEpoch: generationId, memberId } = request;
  const { groups, transactions, apiVersion, profile } = context;
  const problem = coordinatorProblem(groupId, context) || groups.checkMember(groupId, { generationId, memberId });
  if (problem !== ErrorCode.NONE) return problem;
  const identity = identityOf(request);
  if (apiVersion >= 5) return fencedOrInvalid(transactions.addGroup(identity, groupId), false);
  if (!profile.verifiesTransactions) return ErrorCode.NONE;
  const verified = fencedOrInvalid(transactions.verifyGroup(identity, groupId), false);
  return verified === ErrorCode.TRANSACTION_ABORTABLE && apiVersion < 4 ? ErrorCode.INVALID_TXN_STATE : verified;
}

function addAll(request: Request, { groups }: RequestContext): number {
  const { producerId, producerEpoch } = identityOf(request);
  for (const { name, partitions } of request.topics) {
    for (const { partitionIndex, committedOffset, committedLeaderEpoch, committedMetadata } of partitions) {
      const offset = { offset: committedOffset, leaderEpoch: committedLeaderEpoch, metadata: committedMetadata };
      const key = `${name}-${partitionIndex}`;
      const errorCode = groups.addPending(request.groupId, producerId, producerEpoch, key, offset);
      if (errorCode !== ErrorCode.NONE) return errorCode;
    }
  }
  return ErrorCode.NONE;
}

function identityOf({ transactionalId, producerId, producerEpoch }: Request) {
  return { transactionalId, producerId: Number(producerId), producerEpoch };
}
