/** What a batch's header implies without saying it. */

import { type Batch, type KafkaRecord, readControlRecord } from "@k/records";

/** The offset of the first record; undefined where only decompressing tells (wrapped messages, magic 0 and 1). */
export function firstOffset(batch: Batch): bigint | undefined {
  return batch.magic < 2 && batch.compression !== "none" ? undefined : batch.baseOffset;
}

/** The sequence number of the last record, -1 for none. After 2^31 - 1 comes 0. */
export function lastSequence({ baseSequence, baseOffset, lastOffset }: Batch): number {
  if (baseSequence < 0) return -1;
  return (baseSequence + Number(lastOffset - baseOffset)) % 2 ** 31;
}

/** What a marker says: which transaction ended how, by whose word. */
export function controlMarker(record: KafkaRecord) {
  const { type, version, coordinatorEpoch } = readControlRecord(record);
  return { type, version, ...(coordinatorEpoch === undefined ? {} : { coordinatorEpoch }) };
}
