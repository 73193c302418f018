/** Who is told what became of records. */
import type { RecordMetadata } from "./record-metadata.js";

/** Of one record or of many: `place` says which of them is meant, and each is settled once. */
export interface Completion {
  isDone(place: number): boolean;
  succeed(metadata: RecordMetadata, place: number): void;
  fail(error: Error, place: number): void;
}

/** The place of a completion's only record. */
export const ONLY_PLACE = 0;
