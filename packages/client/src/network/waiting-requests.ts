/** Requests that no connection can take yet, in the order in which they came; each waits until its own deadline. */
import { RequestTimeoutError } from "../errors.js";
import { type Clock, LazyTimer } from "../runtime/index.js";
import type { PendingRequest } from "./pending-request.js";

export class WaitingRequests {
  readonly #clock: Clock;
  readonly #timer: LazyTimer;
  /** Says what was waited for, and why it did not come. */
  readonly #explain: () => { readonly what: string; readonly cause: unknown };
  #requests: PendingRequest[] = [];

  constructor(clock: Clock, explain: () => { readonly what: string; readonly cause: unknown }) {
    this.#clock = clock;
    this.#explain = explain;
    this.#timer = new LazyTimer(clock, () => this.#expire());
  }

  get count(): number {
    return this.#requests.length;
  }

  add(request: PendingRequest): void {
    this.#requests.push(request);
    this.#timer.armAt(request.deadlineMs);
  }

  /** The next one that is still wanted; aborted ones are dropped on the way. */
  shift(): PendingRequest | undefined {
    let request = this.#requests.shift();
    while (request?.settled) {
      request.release();
      request = this.#requests.shift();
    }
    if (this.#requests.length === 0) this.#timer.cancel();
    return request;
  }

  rejectAll(error: unknown): void {
    const requests = this.#requests;
    this.#requests = [];
    this.#timer.cancel();
    for (const request of requests) request.rejectUnsent(error);
  }

  #expire(): void {
    const now = this.#clock.now();
    const expired = this.#requests.filter((request) => request.settled || request.deadlineMs <= now);
    this.#requests = this.#requests.filter((request) => !request.settled && request.deadlineMs > now);
    for (const request of this.#requests) this.#timer.armAt(request.deadlineMs);
    if (expired.length === 0) return;
    const { what, cause } = this.#explain();
    for (const request of expired) {
      request.rejectUnsent(
        new RequestTimeoutError(`${request.name}: ${what} within ${request.timeoutMs} ms`, { cause }),
      );
    }
  }
}
