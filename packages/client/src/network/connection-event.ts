/** What happens on connections, for whoever counts. */
import type { KafkaError } from "@k/protocol";

export type ConnectionEvent =
  /** A connection is ready for its first request; authenticated, where that was asked for. */
  | { readonly name: "opened"; readonly nodeId: number }
  /** An attempt to make one has ended without. */
  | { readonly name: "failed"; readonly nodeId: number; readonly error: KafkaError }
  /** One that was open has ended, for whatever reason. */
  | { readonly name: "closed"; readonly nodeId: number; readonly reason: KafkaError }
  /** A session was renewed (KIP-368), or could not be; the connection is then closed. */
  | { readonly name: "re-authenticated"; readonly nodeId: number; readonly durationMs: number }
  | { readonly name: "re-authentication failed"; readonly nodeId: number; readonly error: KafkaError }
  /** A response came. `bytes` are those of the whole frame. */
  | { readonly name: "answered"; readonly nodeId: number; readonly api: string; readonly bytes: number };

export type ConnectionEventListener = (event: ConnectionEvent) => void;
