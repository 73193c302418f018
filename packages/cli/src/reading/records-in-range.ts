import type { Batch, KafkaRecord } from "@k/records";
import type { FetchedBatches } from "./read-topic.js";

/** The records of the fetched batches that lie in the range; markers of transactions are no records. */
export function* recordsInRange({ batches, from, to }: FetchedBatches): Generator<KafkaRecord, void, undefined> {
  for (const batch of batches) {
    if (batch.isControl) continue;
    if (isWithin(batch, from, to)) yield* batch;
    else for (const record of batch) if (contains(from, to, record.offset)) yield record;
  }
}

/** All of it, as nearly always: then no record needs to be asked for its offset. */
const isWithin = ({ magic, baseOffset, lastOffset }: Batch, from: bigint, to: bigint | undefined) =>
  magic === 2 && contains(from, to, baseOffset) && contains(from, to, lastOffset);

const contains = (from: bigint, to: bigint | undefined, offset: bigint) =>
  offset >= from && (to === undefined || offset < to);
