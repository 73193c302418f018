/** A refusal of Produce that a real broker could have given. */
import { type DevCluster, failWith, type Interceptor } from "@k/dev-broker";
import { ErrorCode, type Produce, type RequestOf } from "@k/protocol";
import { TOPIC } from "./topic.js";

/** What a broker says only of a batch that it has not appended: it looks at the numbers, or at the size, before all else. */
const NEVER_OF_REPEATS: readonly number[] = [
  ErrorCode.OUT_OF_ORDER_SEQUENCE_NUMBER,
  ErrorCode.UNKNOWN_PRODUCER_ID,
  ErrorCode.MESSAGE_TOO_LARGE,
  ErrorCode.RECORD_LIST_TOO_LARGE,
];

export function refusal(errorCode: number, cluster: DevCluster): Interceptor {
  const refuse = failWith(errorCode);
  if (!NEVER_OF_REPEATS.includes(errorCode)) return refuse;
  // Only ever put before Produce.
  return (exchange, next) =>
    holdsRepeat(exchange.request as RequestOf<typeof Produce>, cluster) ? next() : refuse(exchange, next);
}

function holdsRepeat({ topicData }: RequestOf<typeof Produce>, cluster: DevCluster): boolean {
  return topicData.some(({ partitionData }) =>
    partitionData.some(({ index, records }) => records !== null && isInLog(records, cluster.log(TOPIC, index).batches)),
  );
}

type Batches = ReturnType<DevCluster["log"]>["batches"];

// offset 43  producerId    int64
//        51  producerEpoch int16
//        53  baseSequence  int32
function isInLog(records: Uint8Array, batches: Batches): boolean {
  if (records.length < 57 || records[16] !== 2) return false;
  const view = new DataView(records.buffer, records.byteOffset);
  const producerId = Number(view.getBigInt64(43));
  const epoch = view.getInt16(51);
  const sequence = view.getInt32(53);
  if (producerId < 0) return false;
  return batches.some(
    (batch) => batch.producerId === producerId && batch.producerEpoch === epoch && batch.baseSequence === sequence,
  );
}
