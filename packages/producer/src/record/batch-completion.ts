/** One promise for many records: what a record needs to be told is a place in a list, a tenth of a promise. */
import type { Completion } from "./completion.js";
import type { RecordMetadata } from "./record-metadata.js";

export class BatchCompletion {
  /** Fulfilled with all results, in order, or rejected with the first failure, in that order, once all are settled. */
  readonly promise: Promise<RecordMetadata[]>;
  readonly #results: RecordMetadata[];
  #failure: { readonly index: number; readonly error: Error } | undefined;
  #unsettled: number;
  #fulfill!: (results: RecordMetadata[]) => void;
  #reject!: (error: Error) => void;

  constructor(count: number) {
    this.#results = new Array<RecordMetadata>(count);
    this.#unsettled = count;
    this.promise = new Promise((fulfill, reject) => {
      this.#fulfill = fulfill;
      this.#reject = reject;
    });
    // It may be ignored, as a single send may.
    this.promise.catch(() => {});
    if (count === 0) this.#fulfill([]);
  }

  /** For the record at `index`. */
  at(index: number): Completion {
    return new Place(this, index);
  }

  succeed(index: number, metadata: RecordMetadata): void {
    this.#results[index] = metadata;
    this.#settled();
  }

  fail(index: number, error: Error): void {
    if (this.#failure === undefined || index < this.#failure.index) this.#failure = { index, error };
    this.#settled();
  }

  #settled(): void {
    this.#unsettled -= 1;
    if (this.#unsettled > 0) return;
    if (this.#failure === undefined) this.#fulfill(this.#results);
    else this.#reject(this.#failure.error);
  }
}

class Place implements Completion {
  #whole: BatchCompletion | undefined;
  readonly #index: number;

  constructor(whole: BatchCompletion, index: number) {
    this.#whole = whole;
    this.#index = index;
  }

  isDone(): boolean {
    return this.#whole === undefined;
  }

  succeed(metadata: RecordMetadata): void {
    this.#whole?.succeed(this.#index, metadata);
    this.#whole = undefined;
  }

  fail(error: Error): void {
    this.#whole?.fail(this.#index, error);
    this.#whole = undefined;
  }
}
