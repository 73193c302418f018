/** A request on its way through a broker, as an interceptor sees it. */
import type { AnyApi, RequestOf, ResponseInitOf } from "@k/protocol";

/**
 * What becomes of a request:
 * - a response, as it is to be encoded;
 * - `none`: no answer; the connection goes on, so the client's next answer is not the one that it waits for;
 * - `close`: the connection ends instead of an answer;
 * - `mute`: no answer, and none to anything that follows on this connection, which stays open.
 */
export type Outcome<A extends AnyApi> = ResponseInitOf<A> | "none" | "close" | "mute";

export interface Exchange<A extends AnyApi = AnyApi> {
  readonly api: A;
  readonly apiVersion: number;
  readonly request: RequestOf<A>;
  readonly clientId: string | null;
  readonly brokerId: number;
  /** Counts up over the life of the cluster. */
  readonly connectionId: number;
  /** The answer that carries this error code wherever this response has room for one. */
  refusal(errorCode: number): ResponseInitOf<A>;
  /** Resolves after that time on the cluster's clock. */
  sleep(delayMs: number): Promise<void>;
  /** [0, 1), from the cluster's randomness. */
  random(): number;
  /** Changes how the answer goes over the wire; several apply in turn. */
  reshape(shape: (frame: Uint8Array) => readonly WireStep[]): void;
}

/** Bytes to write, a pause, or the end of the connection. */
export type WireStep = Uint8Array | { readonly pauseMs: number } | "close";

/**
 * Stands between a request and the broker's work on it. `next` does the work (or what was intercepted before) and gives
 * its outcome; not calling it means that nothing happened on the broker.
 */
export type Interceptor<A extends AnyApi = AnyApi> = (
  exchange: Exchange<A>,
  next: () => Promise<Outcome<A>>,
) => Outcome<A> | Promise<Outcome<A>>;
