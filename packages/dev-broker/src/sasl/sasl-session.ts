/**
 * How far a connection of a SASL listener is: which mechanism it chose, who it is, and until when (KIP-368). Decides which
 * requests it may send.
 */
import { ApiVersions, ErrorCode, SaslAuthenticate, SaslHandshake } from "@k/protocol";
import type { SaslCredentials, SaslEnvironment, SaslExchange } from "./mechanism.js";
import { oauthBearer } from "./oauthbearer.js";
import { plain } from "./plain.js";
import { scram } from "./scram.js";

export type SaslMechanism = "PLAIN" | "SCRAM-SHA-256" | "SCRAM-SHA-512" | "OAUTHBEARER";

export interface SaslOptions extends SaslCredentials {
  /** Default: all four. */
  readonly mechanisms?: readonly SaslMechanism[];
  /** connections.max.reauth.ms: a connection has to authenticate again within that time. 0, the default: never. */
  readonly maxReauthMs?: number;
}

export interface AuthenticateResult {
  readonly errorCode: number;
  readonly errorMessage: string | null;
  readonly authBytes: Uint8Array;
  readonly sessionLifetimeMs: number;
}

export const ALL_MECHANISMS: readonly SaslMechanism[] = ["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512", "OAUTHBEARER"];

export class SaslSession {
  readonly #options: SaslOptions;
  readonly #environment: SaslEnvironment;
  #mechanism: SaslMechanism | undefined;
  #exchange: SaslExchange | undefined;
  #bareTokens = false;
  #principal: string | undefined;
  #expiresAtMs = Number.POSITIVE_INFINITY;
  #failed = false;

  constructor(options: SaslOptions, environment: SaslEnvironment) {
    this.#options = options;
    this.#environment = environment;
  }

  get mechanisms(): readonly SaslMechanism[] {
    return this.#options.mechanisms ?? ALL_MECHANISMS;
  }

  /** Undefined until somebody has authenticated. */
  get principal(): string | undefined {
    return this.#principal;
  }

  /** After a failure the connection ends. */
  get hasFailed(): boolean {
    return this.#failed;
  }

  /** After SaslHandshake 0 the tokens come bare, in frames without a request header. */
  get expectsBareToken(): boolean {
    return this.#bareTokens && this.#exchange !== undefined;
  }

  /** Whether a request of this API may be served now. */
  allows(apiKey: number): boolean {
    if (apiKey === SaslHandshake.key || apiKey === SaslAuthenticate.key || apiKey === ApiVersions.key) return true;
    return (
      this.#principal !== undefined &&
      this.#exchange === undefined &&
      this.#environment.wallClockMs() < this.#expiresAtMs
    );
  }

  handshake(mechanism: string, apiVersion: number): number {
    const chosen = this.mechanisms.find((name) => name === mechanism);
    // Re-authentication may not change the mechanism (KIP-368).
    if (this.#principal !== undefined && chosen !== this.#mechanism) return this.#fail(ErrorCode.ILLEGAL_SASL_STATE);
    if (chosen === undefined) return this.#fail(ErrorCode.UNSUPPORTED_SASL_MECHANISM);
    this.#mechanism = chosen;
    this.#exchange = exchangeOf(chosen, this.#options, this.#environment);
    this.#bareTokens = apiVersion === 0;
    return ErrorCode.NONE;
  }

  authenticate(token: Uint8Array): AuthenticateResult {
    const exchange = this.#exchange;
    if (exchange === undefined) {
      const errorCode = this.#fail(ErrorCode.ILLEGAL_SASL_STATE);
      return { ...NO_RESULT, errorCode, errorMessage: "SaslAuthenticate request received before SaslHandshake" };
    }
    const step = exchange.respond(token);
    if (step.kind === "challenge") return { ...NO_RESULT, authBytes: step.token };
    this.#exchange = undefined;
    if (step.kind === "failure") return this.#refuse(step.message);
    if (this.#principal !== undefined && this.#principal !== step.principal) {
      return this.#refuse("Cannot change principals during re-authentication");
    }
    this.#principal = step.principal;
    const sessionLifetimeMs = this.#lifetimeMs(step.expiresAtMs);
    if (sessionLifetimeMs > 0) this.#expiresAtMs = this.#environment.wallClockMs() + sessionLifetimeMs;
    return { ...NO_RESULT, authBytes: step.token, sessionLifetimeMs };
  }

  /** The shorter of what the listener allows and what the credentials are good for; 0 without a limit. */
  #lifetimeMs(expiresAtMs: number | undefined): number {
    const { maxReauthMs = 0 } = this.#options;
    if (maxReauthMs <= 0) return 0;
    const left = expiresAtMs === undefined ? Number.POSITIVE_INFINITY : expiresAtMs - this.#environment.wallClockMs();
    return Math.trunc(Math.min(maxReauthMs, left));
  }

  #refuse(errorMessage: string): AuthenticateResult {
    return { ...NO_RESULT, errorCode: this.#fail(ErrorCode.SASL_AUTHENTICATION_FAILED), errorMessage };
  }

  #fail(errorCode: number): number {
    this.#failed = true;
    return errorCode;
  }
}

const NO_RESULT: AuthenticateResult = {
  errorCode: ErrorCode.NONE,
  errorMessage: null,
  authBytes: new Uint8Array(),
  sessionLifetimeMs: 0,
};

function exchangeOf(mechanism: SaslMechanism, options: SaslOptions, environment: SaslEnvironment): SaslExchange {
  switch (mechanism) {
    case "PLAIN":
      return plain(options);
    case "SCRAM-SHA-256":
      return scram("sha256", options, environment);
    case "SCRAM-SHA-512":
      return scram("sha512", options, environment);
    case "OAUTHBEARER":
      return oauthBearer(options, environment);
  }
}
