/** The life of one connection: a tagged union and the table of what may follow what. */
import type { KafkaError } from "@k/protocol";
import { IllegalStateError } from "../errors.js";
import type { NodeApiVersions } from "./node-api-versions.js";

export type ConnectionState =
  /** A stream is being made. There is nothing to write to yet. */
  | { readonly name: "connecting" }
  /** The stream is up and TLS is being spoken; no byte of Kafka's protocol has been written. */
  | { readonly name: "tls" }
  /** The one request in flight asks which API versions the broker speaks. */
  | { readonly name: "versions" }
  /** Versions are known; only SASL messages are in flight, one at a time. */
  | { readonly name: "authenticating"; readonly versions: NodeApiVersions }
  /** Anything may be sent. */
  | { readonly name: "ready"; readonly versions: NodeApiVersions; readonly reauthenticateAtMs: number }
  /** Earlier requests are still being answered, in order; nothing new is sent until SASL is through again (KIP-368). */
  | { readonly name: "re-authenticating"; readonly versions: NodeApiVersions }
  /** Every request has been failed; the stream is going down and may still hold on to buffers. */
  | { readonly name: "closing"; readonly reason: KafkaError }
  /** The stream has let go of everything. */
  | { readonly name: "closed"; readonly reason: KafkaError };

type Name = ConnectionState["name"];

const transitions: Readonly<Record<Name, readonly Name[]>> = {
  connecting: ["tls", "versions", "closing"],
  tls: ["versions", "closing"],
  versions: ["authenticating", "ready", "closing"],
  authenticating: ["ready", "closing"],
  ready: ["re-authenticating", "closing"],
  "re-authenticating": ["ready", "closing"],
  closing: ["closed"],
  closed: [],
};

/** The next state, if the table allows it. */
export function transition(from: ConnectionState, to: ConnectionState): ConnectionState {
  if (transitions[from.name].includes(to.name)) return to;
  throw new IllegalStateError(`a connection that is ${from.name} cannot become ${to.name}`);
}

export function isDown(state: ConnectionState): state is Extract<ConnectionState, { name: "closing" | "closed" }> {
  return state.name === "closing" || state.name === "closed";
}
