/**
 * What Kafka itself calls otherwise today, without a change on the wire: message, then path (parents under their new names)
 * and old name → new name. Our names are the newest.
 */
const renames: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  AddPartitionsToTxnRequest: {
    ".transactionalId": "v3AndBelowTransactionalId",
    ".producerId": "v3AndBelowProducerId",
    ".producerEpoch": "v3AndBelowProducerEpoch",
    ".topics": "v3AndBelowTopics",
  },
  AddPartitionsToTxnResponse: {
    ".results": "resultsByTopicV3AndBelow",
    ".resultsByTopicV3AndBelow.results": "resultsByPartition",
    ".resultsByTopicV3AndBelow.resultsByPartition.errorCode": "partitionErrorCode",
  },
  FetchResponse: {
    ".responses.partitionResponses": "partitions",
    ".responses.partitions.partition": "partitionIndex",
    ".responses.partitions.recordSet": "records",
  },
  TxnOffsetCommitRequest: { ".generationId": "generationIdOrMemberEpoch" },
};

/** The newest name of a field, given its parents' path and the name in some definition. */
export function newestName(message: string, parents: string, name: string): string {
  return renames[message]?.[`${parents}.${name}`] ?? name;
}
