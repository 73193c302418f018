/** Quota throttling: how long a broker wants to be left alone, by its own answer. */
import type { PendingRequest } from "./pending-request.js";

/**
 * KIP-219: from this version on the broker answers at once and then stops reading for `throttleTimeMs`; before it,
 * the answer itself was held back and the wait is already over. APIs that are not listed always did it the new way.
 */
const answersAtOnceFrom: ReadonlyMap<number, number> = new Map([
  [0, 6], // Produce
  [1, 8], // Fetch
  [2, 3], // ListOffsets
  [3, 6], // Metadata
  [9, 4], // OffsetFetch
  [10, 2], // FindCoordinator
  [16, 2], // ListGroups
  [18, 2], // ApiVersions
  [19, 3], // CreateTopics
  [20, 2], // DeleteTopics
  [22, 1], // InitProducerId
  [24, 1], // AddPartitionsToTxn
  [25, 1], // AddOffsetsToTxn
  [26, 1], // EndTxn
  [28, 1], // TxnOffsetCommit
  [32, 2], // DescribeConfigs
  [37, 1], // CreatePartitions
]);

/** Longer than any quota asks for: a broken number must not silence a broker for weeks. */
const MAX_THROTTLE_MS = 600_000;

/** Milliseconds for which nothing should be sent; mostly 0. */
export function throttleOf(request: PendingRequest, response: unknown): number {
  if (typeof response !== "object" || response === null || !("throttleTimeMs" in response)) return 0;
  const throttleMs = response.throttleTimeMs;
  if (typeof throttleMs !== "number" || throttleMs <= 0 || request.api === null) return 0;
  if (request.version < (answersAtOnceFrom.get(request.api.key) ?? 0)) return 0;
  return Math.min(throttleMs, MAX_THROTTLE_MS);
}
