/** How a client comes by a byte stream to a broker; an option, so that a proxy or a simulation can take its place. */
import type { Duplex } from "node:stream";
import type { Endpoint } from "./endpoint.js";

export interface ConnectOptions {
  /** Aborted when the attempt is given up; a stream that comes later is destroyed. */
  readonly signal: AbortSignal;
  /** TCP_NODELAY: requests leave at once. */
  readonly noDelay: boolean;
  readonly keepAlive: boolean;
  /** Quiet time before the first keep-alive probe. */
  readonly keepAliveInitialDelayMs: number;
  /** Whether TLS will be spoken over the stream. */
  readonly tls: boolean;
  /** The name that `endpoint.host` was resolved from, when it is an address. */
  readonly hostname: string;
}

/**
 * Makes a stream to `endpoint`. It counts as connected when the promise resolves and, for a net.Socket that is
 * still connecting by then, when its "connect" event fires.
 */
export type Connect = (endpoint: Endpoint, options: ConnectOptions) => Duplex | Promise<Duplex>;
