/** The server's side of one SASL exchange: tokens in, tokens out, an end. */

export type SaslStep =
  /** The exchange goes on. */
  | { readonly kind: "challenge"; readonly token: Uint8Array }
  | {
      readonly kind: "success";
      readonly token: Uint8Array;
      readonly principal: string;
      /** When what was shown stops being valid, in milliseconds since 1970. */
      readonly expiresAtMs?: number;
    }
  | { readonly kind: "failure"; readonly message: string };

export interface SaslExchange {
  respond(token: Uint8Array): SaslStep;
}

/** What the mechanisms need to know. */
export interface SaslCredentials {
  /** Name → password, for PLAIN and SCRAM. */
  readonly users?: Readonly<Record<string, string>>;
  /** Token id → HMAC, for SCRAM with delegation tokens. */
  readonly delegationTokens?: Readonly<Record<string, string>>;
  /**
   * For OAUTHBEARER: who a token stands for and until when, or throws. By default unsecured JWTs (algorithm `none`)
   * are taken, with `sub` and `exp`.
   */
  readonly validateToken?: (token: string, extensions: ReadonlyMap<string, string>) => ValidToken;
}

export interface ValidToken {
  readonly principal: string;
  readonly expiresAtMs?: number;
}

/** What surrounds an exchange. */
export interface SaslEnvironment {
  readonly wallClockMs: () => number;
  readonly random: () => number;
}

export const failure = (message: string): SaslStep => ({ kind: "failure", message });
