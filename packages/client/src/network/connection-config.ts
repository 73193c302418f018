/** What a connection needs to know. */
import type { Clock } from "../runtime/index.js";

export interface ConnectionConfig {
  readonly clock: Clock;
  readonly clientId: string | null;
  readonly requestTimeoutMs: number;
  /** Larger frames end the connection before anything is allocated for them. */
  readonly receiveMessageMaxBytes: number;
  /** What to say when the broker hangs up on the first request after the set-up; it never gives a reason. */
  readonly hintIfUnwelcome?: string | undefined;
  /** A connection this long without a request or an answer is closed; 0 or less: never. */
  readonly connectionsMaxIdleMs: number;
}

/** Why a connection ended: something failed, nobody used it, or its owner had no more use for it. */
export type CloseKind = "failed" | "idle" | "released";
