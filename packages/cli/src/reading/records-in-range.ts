import type { KafkaRecord } from "@k/records";
import type { FetchedBatches } from "./read-topic.js";

/** The records of the fetched batches that lie in the range; markers of transactions are no records. */
export function* recordsInRange({ batches, from, to }: FetchedBatches): Generator<KafkaRecord, void, undefined> {
  for (const batch of batches) {
    if (batch.isControl) continue;
    for (const record of batch) {
      const { offset } = record;
      if (offset >= from && (to === undefined || offset < to)) yield record;
    }
  }
}
