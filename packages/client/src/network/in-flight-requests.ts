/** The requests of one connection that wait for an answer, oldest first: a broker answers in order. */
import type { PendingRequest } from "./pending-request.js";

export class InFlightRequests {
  // A handful at a time, so shifting the array is cheaper than a ring.
  readonly #requests: PendingRequest[] = [];

  get count(): number {
    return this.#requests.length;
  }

  push(request: PendingRequest): void {
    this.#requests.push(request);
  }

  /** The request that the next response belongs to. */
  shift(): PendingRequest | undefined {
    return this.#requests.shift();
  }

  get oldest(): PendingRequest | undefined {
    return this.#requests[0];
  }

  /** The request that must be answered first; not always the oldest, since timeouts differ. */
  mostUrgent(): PendingRequest | undefined {
    let urgent: PendingRequest | undefined;
    for (const request of this.#requests) {
      if (urgent === undefined || request.deadlineMs < urgent.deadlineMs) urgent = request;
    }
    return urgent;
  }

  /** Takes everything out, in order. */
  drain(): PendingRequest[] {
    return this.#requests.splice(0);
  }
}
