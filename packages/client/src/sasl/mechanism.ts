/** What a SASL mechanism has to offer; implement it to bring your own. */

export interface SaslContext {
  /** The broker's name as configured or advertised, without a trailing dot. */
  readonly host: string;
  readonly port: number;
}

/**
 * One authentication. Called with null first, then with each of the broker's challenges (a view: copy it to keep it).
 * Returns the next token to send, or null when nothing is left to say. Throws if the broker cannot be trusted.
 */
export type SaslExchange = (challenge: Uint8Array | null) => Uint8Array | null | Promise<Uint8Array | null>;

export interface SaslMechanism {
  /** As in the broker's `sasl.enabled.mechanisms`. */
  readonly name: string;
  /** Starts an exchange. Called for every connection, and again when a session runs out. */
  begin(context: SaslContext): SaslExchange | Promise<SaslExchange>;
}

/** A secret, or where to get the current one: asked at every authentication, so that rotated ones are taken up. */
export type Secret = string | (() => string | Promise<string>);

export function revealSecret(secret: Secret): string | Promise<string> {
  return typeof secret === "function" ? secret() : secret;
}
