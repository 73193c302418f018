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

export const refuseConnection = (): ConnectionInterceptor => () => ({ refuse: true });
export const muteConnection = (): ConnectionInterceptor => () => ({ mute: true });
export const stallConnection = (): ConnectionInterceptor => () => ({ stall: true });
export const delayConnection =
  (delayMs: number): ConnectionInterceptor =>
  () => ({ delayMs });
export const closeAfterBytes =
  (bytes: number): ConnectionInterceptor =>
  () => ({ closeAfterBytes: bytes });
