/** What a partition holds, counted while reading it. */

import type { Batch } from "@k/records";

export class PartitionTally {
  records = 0;
  batches = 0;
  /** Of batches, headers and all, as they are on the broker's disk. */
  bytes = 0;
  firstOffset = -1n;
  lastOffset = -1n;

  addBatch(batch: Batch): void {
    this.batches++;
    this.bytes += batch.sizeInBytes;
  }

  addRecord(offset: bigint): void {
    if (this.records === 0) this.firstOffset = offset;
    this.lastOffset = offset;
    this.records++;
  }
}
