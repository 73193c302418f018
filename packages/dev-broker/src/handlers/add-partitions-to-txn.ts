/**
 * AddPartitionsToTxn, v0-v5: takes partitions into a transaction before anything is produced to them (transactions v1).
 * v2 knows PRODUCER_FENCED; v4 several transactions at once, also just to verify: what brokers ask each other.
 */
import { AddPartitionsToTxn, ErrorCode, type RequestOf, type ResponseInitOf } from "@k/protocol";
import type { Partition } from "../cluster/index.js";
import type { RequestContext } from "../request-context.js";
import { coordinatorProblem, fencedOrInvalid } from "./coordinator-problem.js";
import type { Handler } from "./handler.js";

type Request = RequestOf<typeof AddPartitionsToTxn>;
type Transaction = Request["transactions"][number];
type TopicResults = NonNullable<ResponseInitOf<typeof AddPartitionsToTxn>["resultsByTopicV3AndBelow"]>;

export const addPartitionsToTxn: Handler<typeof AddPartitionsToTxn> = {
  api: AddPartitionsToTxn,
  handle: (request, context) => layOut(request, context, (transaction) => add(transaction, context)),
  refuse: (request, errorCode, context) => layOut(request, context, ({ topics }) => answerAll(topics, () => errorCode)),
};

function add(transaction: Transaction, context: RequestContext): TopicResults {
  const { transactionalId, topics, verifyOnly } = transaction;
  const { cluster, transactions, apiVersion } = context;
  const problem = coordinatorProblem(transactionalId, context);
  if (problem !== ErrorCode.NONE) return answerAll(topics, () => problem);
  const request = {
    transactionalId,
    producerId: Number(transaction.producerId),
    producerEpoch: transaction.producerEpoch,
  };
  const find = (topic: string, index: number): Partition | undefined => cluster.partition(topic, index);
  if (verifyOnly) {
    return answerAll(topics, (topic, index) => {
      const partition = find(topic, index);
      return partition === undefined
        ? ErrorCode.UNKNOWN_TOPIC_OR_PARTITION
        : transactions.verifyPartition(request, partition);
    });
  }
  const partitions = topics.flatMap(({ name, partitions: indexes }) => indexes.map((index) => find(name, index)));
  const known = partitions.filter((partition) => partition !== undefined);
  if (known.length < partitions.length) {
    // All or nothing: the good ones are told apart from the bad ones, and not added.
    return answerAll(topics, (topic, index) =>
      find(topic, index) === undefined ? ErrorCode.UNKNOWN_TOPIC_OR_PARTITION : ErrorCode.OPERATION_NOT_ATTEMPTED,
    );
  }
  const errorCode = fencedOrInvalid(transactions.addPartitions(request, known), apiVersion >= 2);
  return answerAll(topics, () => errorCode);
}

function answerAll(topics: Transaction["topics"], codeOf: (topic: string, index: number) => number): TopicResults {
  return topics.map(({ name, partitions }) => ({
    name,
    resultsByPartition: partitions.map((partitionIndex) => ({
      partitionIndex,
      partitionErrorCode: codeOf(name, partitionIndex),
    })),
  }));
}

/** One transaction, or several from v4 on. */
function layOut(
  request: Request,
  { apiVersion }: RequestContext,
  answer: (transaction: Transaction) => TopicResults,
): ResponseInitOf<typeof AddPartitionsToTxn> {
  if (apiVersion >= 4) {
    const resultsByTransaction = request.transactions.map((transaction) => ({
      transactionalId: transaction.transactionalId,
      topicResults: answer(transaction),
    }));
    return { throttleTimeMs: 0, resultsByTransaction };
  }
  const resultsByTopicV3AndBelow = answer({
    transactionalId: request.v3AndBelowTransactionalId,
    producerId: request.v3AndBelowProducerId,
    producerEpoch: request.v3AndBelowProducerEpoch,
    verifyOnly: false,
    topics: request.v3AndBelowTopics,
  });
  return { throttleTimeMs: 0, resultsByTopicV3AndBelow };
}
