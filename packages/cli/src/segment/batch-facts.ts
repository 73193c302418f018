/** What a batch's header implies without saying it. */

import type { Batch } from "@k/records";

/** The sequence number of the last record, -1 for none. After 2^31 - 1 comes 0. */
export function lastSequence({ baseSequence, baseOffset, lastOffset }: Batch): number {
  if (baseSequence < 0) return -1;
  return (baseSequence + Number(lastOffset - baseOffset)) % 2 ** 31;
}
