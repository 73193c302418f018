/** Reading a topic for looking at it: offsets, Fetch, records. */

export { type OffsetSpec, resolveOffset } from "./offsets.js";
export { type FetchedBatches, type ReadRange, readTopic } from "./read-topic.js";
export { recordsInRange } from "./records-in-range.js";
