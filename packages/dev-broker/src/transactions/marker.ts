/** Transaction markers: control batches with one record that ends a producer's transaction in a partition. */
import { RecordBatchBuilder } from "@k/records";
import { type Partition, storedBatch } from "../cluster/index.js";
import { readBatchHeader, type StoredBatch } from "../log/index.js";

export interface MarkerOptions {
  readonly producerId: number;
  readonly producerEpoch: number;
  readonly commit: boolean;
  readonly wallClockMs: number;
}

//  key    version  int16  0
//         type     int16  0 abort, 1 commit
const ABORT_KEY = Uint8Array.of(0, 0, 0, 0);
const COMMIT_KEY = Uint8Array.of(0, 0, 0, 1);
//  value  version           int16  0
//         coordinatorEpoch  int32  0: our coordinator never loses its memory
const VALUE = Uint8Array.of(0, 0, 0, 0, 0, 0);

/** The marker as it is appended to this partition now. */
export function markerFor(
  partition: Partition,
  { producerId, producerEpoch, commit, wallClockMs }: MarkerOptions,
): StoredBatch {
  const builder = new RecordBatchBuilder({
    sizeLimitBytes: 128,
    control: true,
    transactional: true,
    baseOffset: BigInt(partition.leaderLog.endOffset),
    partitionLeaderEpoch: partition.leaderEpoch,
  });
  builder.append(Math.trunc(wallClockMs), commit ? COMMIT_KEY : ABORT_KEY, VALUE);
  builder.setProducerState(BigInt(producerId), producerEpoch, -1);
  const bytes = new Uint8Array(builder.close());
  return storedBatch(bytes, readBatchHeader(bytes), !commit);
}
