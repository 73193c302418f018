/** Faults that happen to a whole connection, from its first byte on. */

export interface NewConnection {
  readonly brokerId: number;
  readonly listener: string;
  readonly connectionId: number;
}

/** What becomes of a connection. */
export interface ConnectionFate {
  /** Hangs up at once. */
  readonly refuse?: boolean;
  /** Is accepted and read from, and never gets an answer. */
  readonly mute?: boolean;
  /** Is accepted, and its bytes are never read: the client's socket fills up. */
  readonly stall?: boolean;
  /** Takes so long until the broker looks at it. */
  readonly delayMs?: number;
  /** Ends after so many bytes came from the client, in the middle of a frame if need be. */
  readonly closeAfterBytes?: number;
}

export type ConnectionInterceptor = (connection: NewConnection) => ConnectionFate | undefined;

/** Hangs up as soon as the connection is there. */
export const refuseConnection = (): ConnectionInterceptor => () => ({ refuse: true });

/** Accepts and reads, and never says a word: what a client thinks of a broker that is stuck. */
export const muteConnection = (): ConnectionInterceptor => () => ({ mute: true });

/** Accepts and never reads: the client's writes stop going through once its socket is full. */
export const stallConnection = (): ConnectionInterceptor => () => ({ stall: true });

/** Looks at the connection only after so long. */
export const delayConnection =
  (delayMs: number): ConnectionInterceptor =>
  () => ({ delayMs });

/** Hangs up after so many bytes from the client, in the middle of a frame if need be. */
export const closeAfterBytes =
  (bytes: number): ConnectionInterceptor =>
  () => ({ closeAfterBytes: bytes });
