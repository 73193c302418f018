/** Who is told what became of a record. */
import type { RecordMetadata } from "./record-metadata.js";

export interface Completion {
  isDone(): boolean;
  succeed(metadata: RecordMetadata): void;
  fail(error: Error): void;
}
