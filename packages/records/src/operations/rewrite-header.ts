/**
 * Header fields rewritten in place, as brokers and producers do it. Some are outside the checksum and cost nothing;
 * for the others it is computed again. `entry` is always exactly one batch, or one message of magic 0 or 1.
 */

import { writeBigInt64 } from "../bytes.js";
import { InvalidRecordError } from "../errors.js";
import { MessageBatch, stampMessage } from "../legacy/index.js";
import { MAGIC_OFFSET, OFFSET_OFFSET } from "../magic.js";
import { patchCrc, stampBatch, writePartitionLeaderEpoch, writeProducerState } from "../v2/index.js";

/**
 * Gives the first record this offset, and the others those after it. Outside the checksum in every magic.
 * A wrapper of magic 1 takes the offset of its last record, for which it is decompressed; the offsets inside a wrapper of
 * magic 0 are absolute, so it is refused: build it again (`convertRecords`).
 */
export function setBaseOffset(entry: Uint8Array, baseOffset: bigint): void {
  if (entry[MAGIC_OFFSET] === 2) {
    writeBigInt64(entry, OFFSET_OFFSET, baseOffset);
    return;
  }
  const batch = new MessageBatch(entry);
  if (batch.compression === "none") {
    writeBigInt64(entry, OFFSET_OFFSET, baseOffset);
    return;
  }
  if (batch.magic === 0) {
    throw new InvalidRecordError(
      "a compressed message of magic 0 has absolute offsets inside: it cannot be moved in place",
    );
  }
  let first: bigint | undefined;
  let last = 0n;
  for (const { offset } of batch) {
    first ??= offset;
    last = offset;
  }
  writeBigInt64(entry, OFFSET_OFFSET, baseOffset + last - (first ?? last));
}

/** Magic 2. Outside the checksum. */
export function setPartitionLeaderEpoch(batch: Uint8Array, epoch: number): void {
  needMagic2(batch, "a partition leader epoch");
  writePartitionLeaderEpoch(batch, epoch);
}

/** Magic 2. Inside the checksum. */
export function setProducerState(
  batch: Uint8Array,
  producerId: bigint,
  producerEpoch: number,
  baseSequence: number,
): void {
  needMagic2(batch, "producer state");
  writeProducerState(batch, producerId, producerEpoch, baseSequence);
  patchCrc(batch);
}

/**
 * Stamps the records with the broker's time, as in topics with LogAppendTime. Magic 1 and 2; inside the checksum.
 * Records keep their own time inside, and readers ignore it.
 */
export function setLogAppendTime(entry: Uint8Array, timestampMs: number): void {
  if (entry[MAGIC_OFFSET] === 2) stampBatch(entry, timestampMs);
  else if (entry[MAGIC_OFFSET] === 1) stampMessage(entry, timestampMs);
  else throw new InvalidRecordError(`magic ${entry[MAGIC_OFFSET]} has no timestamps`);
}

function needMagic2(batch: Uint8Array, what: string): void {
  if (batch[MAGIC_OFFSET] !== 2) throw new InvalidRecordError(`magic ${batch[MAGIC_OFFSET]} has no place for ${what}`);
}
