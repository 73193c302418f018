/** How large a record's batch may become, before anything is encoded. */

import type { CompressionType } from "./compression/index.js";
import { messageOverheadBytes } from "./legacy/index.js";
import { LOG_OVERHEAD_BYTES, type Magic } from "./magic.js";
import type { RecordHeaderInput } from "./record.js";
import {
  lengthOf,
  MAX_RECORD_OVERHEAD_BYTES,
  RECORD_BATCH_OVERHEAD_BYTES,
  type RecordBytes,
  sizeOfHeaders,
  sizeOfVarint,
} from "./v2/index.js";

/**
 * An upper bound of the bytes of a batch that holds only this record, before compression.
 *
 * Magic 2: 61 for the batch, 21 for the record, and the lengths and bytes of key, value and headers.
 * Magic 0 and 1: 12 of log overhead, 14 or 22 of message overhead (twice when compressed: the wrapper's), key and value.
 */
export function estimateSizeInBytes(
  magic: Magic,
  key: RecordBytes,
  value: RecordBytes,
  headers: readonly RecordHeaderInput[] = [],
  compression: CompressionType = "none",
): number {
  const keyLength = lengthOf(key, "measured");
  const valueLength = lengthOf(value, "measured");
  const dataBytes = Math.max(0, keyLength) + Math.max(0, valueLength);
  if (magic === 2) {
    return (
      RECORD_BATCH_OVERHEAD_BYTES +
      MAX_RECORD_OVERHEAD_BYTES +
      sizeOfVarint(keyLength) +
      sizeOfVarint(valueLength) +
      dataBytes +
      sizeOfHeaders(headers, "measured")
    );
  }
  const overhead = messageOverheadBytes(magic);
  return LOG_OVERHEAD_BYTES + overhead * (compression === "none" ? 1 : 2) + dataBytes;
}
