import { api, array, boolean, int16, int32, int64, string } from "../schema/index.js";

/** Declared field by field; the notes on versions follow. */
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
      verifyOnly: boolean,
      topics: array({
        name: string,
        partitions: array(int32),
      }),
    }).versions("4+"),
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
