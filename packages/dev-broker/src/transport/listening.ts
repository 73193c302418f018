import type { Duplex } from "node:stream";

/** Called with each new connection. */
export type Accept = (stream: Duplex) => void;

/** An open port. */
export interface Listening {
  readonly host: string;
  readonly port: number;
  /** Closes the port, and every connection that came in through it. */
  close(): Promise<void>;
}
