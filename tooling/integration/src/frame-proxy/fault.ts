/** What may happen to a request or to its response, and rules that say when. */
import type { ProxiedRequest } from "./request-frame.js";

export type Side = "request" | "response";

/** A rule that returns nothing lets the frame pass. */
export interface Fault {
  /** A lost request was never seen by the broker; a lost response means that the broker did the work. */
  readonly lose: Side;
  /**
   * "silently": the frame is gone, the connection goes on. "closing": the connection is closed in its place.
   * A number: so many bytes of it (its size prefix included) go through, then the connection is closed.
   */
  readonly how: "silently" | "closing" | number;
}

/** Asked once per request, in the order in which they arrive at this proxy. */
export type FaultRule = (request: ProxiedRequest) => Fault | undefined;

/** Hits the first request that `matches`. */
export function once(matches: (request: ProxiedRequest) => boolean, fault: Fault): FaultRule {
  return nth(1, matches, fault);
}

/** Hits the n-th (from 1) request that `matches`, and no other. */
export function nth(n: number, matches: (request: ProxiedRequest) => boolean, fault: Fault): FaultRule {
  let seen = 0;
  return (request) => (matches(request) && ++seen === n ? fault : undefined);
}
