import type { BatchHeader, StoredBatch } from "../log/index.js";

/** A batch of magic 2 as the log keeps it. `aborts` only for transaction markers. */
export function storedBatch(bytes: Uint8Array, header: BatchHeader, aborts = false): StoredBatch {
  const {
    baseOffset,
    lastOffsetDelta,
    leaderEpoch,
    maxTimestampMs,
    recordsCount,
    producerId,
    producerEpoch,
    baseSequence,
  } = header;
  return {
    bytes,
    baseOffset,
    lastOffset: baseOffset + lastOffsetDelta,
    leaderEpoch,
    maxTimestampMs,
    recordsCount,
    magic: 2,
    producerId,
    producerEpoch,
    baseSequence,
    transactional: header.transactional,
    control: header.control,
    aborts,
  };
}
