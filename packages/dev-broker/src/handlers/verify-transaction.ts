/**
 * Whether a transactional batch may be appended, as the leader asks the coordinator (KIP-890). Produce 12 adds the
 * partition to the transaction by itself; before, it has to be there already.
 */
import { ErrorCode } from "@k/protocol";
import type { Partition } from "../cluster/index.js";
import { isTransactionalBatch, readBatchHeader } from "../log/index.js";
import type { RequestContext } from "../request-context.js";
import { coordinatorFor } from "../transactions/index.js";

/** Produce versions from which a client understands TRANSACTION_ABORTABLE, and adds no partitions itself. */
const KNOWS_ABORTABLE = 11;
export const ADDS_PARTITIONS = 12;

/** Kafka's code for the partition, 0 if all is well. Batches outside of transactions are none of its business. */
export function verifyTransaction(
  transactionalId: string | null,
  partition: Partition,
  records: Uint8Array,
  context: RequestContext,
): number {
  const { apiVersion, profile, transactions, cluster } = context;
  // What is no batch is refused later, with a better reason.
  if (transactionalId === null || !isTransactionalBatch(records)) return ErrorCode.NONE;
  if (!profile.verifiesTransactions && apiVersion < ADDS_PARTITIONS) return ErrorCode.NONE;
  const { producerId, producerEpoch } = readBatchHeader(records);
  if (isOngoing(partition, producerId, producerEpoch)) return ErrorCode.NONE;
  if (coordinatorFor(cluster, transactionalId)?.running !== true) return ErrorCode.NOT_ENOUGH_REPLICAS;
  const request = { transactionalId, producerId, producerEpoch };
  const errorCode =
    apiVersion >= ADDS_PARTITIONS
      ? transactions.addPartitions(request, [partition])
      : transactions.verifyPartition(request, partition);
  return asProduceKnowsIt(errorCode, apiVersion);
}

/** The partition has records of this transaction already, so that it was verified once. */
function isOngoing(partition: Partition, producerId: number, producerEpoch: number): boolean {
  const { producers } = partition.leaderLog;
  return producers.hasOpenTransaction(producerId) && producers.get(producerId)?.producerEpoch === producerEpoch;
}

function asProduceKnowsIt(errorCode: number, apiVersion: number): number {
  switch (errorCode) {
    case ErrorCode.PRODUCER_FENCED:
      return ErrorCode.INVALID_PRODUCER_EPOCH;
    case ErrorCode.TRANSACTION_ABORTABLE:
      return apiVersion >= KNOWS_ABORTABLE ? errorCode : ErrorCode.INVALID_TXN_STATE;
    case ErrorCode.CONCURRENT_TRANSACTIONS:
      // Older clients would not try again after this one; after NOT_ENOUGH_REPLICAS they do.
      return apiVersion >= ADDS_PARTITIONS ? errorCode : ErrorCode.NOT_ENOUGH_REPLICAS;
    default:
      return errorCode;
  }
}
