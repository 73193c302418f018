/** Reading a topic for looking at it: offsets, Fetch, records. */

export { findTopic } from "./find-topic.js";
export { type OffsetSpec, resolveOffset } from "./offsets.js";
export { type FetchedBatches, type ReadRange, readTopic } from "./read-topic.js";
export { recordsInRange } from "./records-in-range.js";
