/** One promise for many records: of each it keeps a place in a list, which is a twentieth of a promise. */
import type { Completion } from "./completion.js";
import type { RecordMetadata } from "./record-metadata.js";

export class BatchCompletion implements Completion {
  /** Fulfilled with all results, in order, or rejected with the failure that is first in that order, once all are settled. */
  readonly promise: Promise<RecordMetadata[]>;
  readonly #count: number;
  /** Null: failed. Made when the first record settles: a list that had waited would be old to the garbage collector. */
  #results: (RecordMetadata | null | undefined)[] | undefined;
  #failure: Error | undefined;
  #failedPlace = 0;
  #unsettled: number;
  #fulfill!: (results: RecordMetadata[]) => void;
  #reject!: (error: Error) => void;

  constructor(count: number) {
    this.#count = count;
    this.#unsettled = count;
    this.promise = new Promise((fulfill, reject) => {
      this.#fulfill = fulfill;
      this.#reject = reject;
    });
    // It may be ignored, as a single send may.
    this.promise.catch(() => {});
    if (count === 0) this.#fulfill([]);
  }

  isDone(place: number): boolean {
    return this.#results?.[place] !== undefined;
  }

  succeed(metadata: RecordMetadata, place: number): void {
    this.#settle(metadata, place);
  }

  fail(error: Error, place: number): void {
    if (this.#failure === undefined || place < this.#failedPlace) {
      this.#failure = error;
      this.#failedPlace = place;
    }
    this.#settle(null, place);
  }

  #settle(result: RecordMetadata | null, place: number): void {
    this.#results ??= new Array(this.#count);
    this.#results[place] = result;
    this.#unsettled -= 1;
    if (this.#unsettled > 0) return;
    if (this.#failure === undefined) this.#fulfill(this.#results as RecordMetadata[]);
    else this.#reject(this.#failure);
  }
}
