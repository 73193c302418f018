import { api, array, boolean, int16, int32, int64, string } from "../schema/index.js";

/**
 * Takes partitions into a transaction before the first record is sent to them.
 *
 * v2 may answer PRODUCER_FENCED; v3 flexible, the last version for clients; v4 several transactions at once, for brokers
 * that verify (KIP-890); v5 may answer TRANSACTION_ABORTABLE. Clients that speak Produce v12 no longer need it.
 */
export const AddPartitionsToTxn = api({
  name: "AddPartitionsToTxn",
  key: 24,
  versions: "0-5",
  flexible: "3+",
  request: {
    transactions: array({
      transactionalId: string,
      producerId: int64,
      producerEpoch: int16,
      /** Ask whether the partitions belong to the transaction, and add nothing. */
      verifyOnly: boolean,
      topics: array({
        name: string,
        partitions: array(int32),
      }),
    }).versions("4+"),
    /** Kafka's own names, so that both layouts can stand in one message. */
    v3AndBelowTransactionalId: string.versions("0-3"),
    v3AndBelowProducerId: int64.versions("0-3"),
    v3AndBelowProducerEpoch: int16.versions("0-3"),
    v3AndBelowTopics: array({
      name: string,
      partitions: array(int32),
    }).versions("0-3"),
  },
  response: {
    throttleTimeMs: int32,
    /** What failed for all transactions. */
    errorCode: int16.versions("4+").ignorable(),
    resultsByTransaction: array({
      transactionalId: string,
      topicResults: array({
        name: string,
        resultsByPartition: array({
          partitionIndex: int32,
          partitionErrorCode: int16,
        }),
      }),
    }).versions("4+"),
    resultsByTopicV3AndBelow: array({
      name: string,
      resultsByPartition: array({
        partitionIndex: int32,
        partitionErrorCode: int16,
      }),
    }).versions("0-3"),
  },
});
