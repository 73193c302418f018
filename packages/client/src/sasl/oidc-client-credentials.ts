/** Tokens for OAUTHBEARER from an OpenID Connect provider, by the client credentials grant (RFC 6749, 4.4). */
import { AuthenticationError, KafkaConnectionError } from "../errors.js";
import { type Clock, systemClock } from "../runtime/index.js";
import { revealSecret, type Secret } from "./mechanism.js";
import type { OauthToken, OauthTokenProvider } from "./oauthbearer.js";

export interface OidcClientCredentialsOptions {
  /** The provider's token endpoint, e.g. `https://idp.example.com/oauth2/token`. */
  readonly tokenEndpointUrl: string;
  readonly clientId: string;
  readonly clientSecret: Secret;
  readonly scope?: string;
  /** SASL extensions to send along with each token. */
  readonly extensions?: Readonly<Record<string, string>>;
  /** Further form fields, e.g. `{ audience: "kafka" }`. */
  readonly parameters?: Readonly<Record<string, string>>;
  /** Default 10,000. */
  readonly timeoutMs?: number;
  readonly fetch?: typeof globalThis.fetch;
  readonly clock?: Clock;
}

/** Part of its lifetime for which a token is used again. */
const REUSE_FACTOR = 0.8;

export function oidcClientCredentials(options: OidcClientCredentialsOptions): OauthTokenProvider {
  const clock = options.clock ?? systemClock;
  let cached: { readonly token: OauthToken; readonly untilMs: number } | undefined;
  let pending: Promise<OauthToken> | undefined;
  return {
    token() {
      if (cached !== undefined && clock.now() < cached.untilMs) return cached.token;
      // Many connections may want a token at once: one request serves them all.
      pending ??= requestToken(options)
        .then(({ token, lifetimeMs }) => {
          cached = { token, untilMs: clock.now() + lifetimeMs * REUSE_FACTOR };
          return token;
        })
        .finally(() => {
          pending = undefined;
        });
      return pending;
    },
  };
}

/** RFC 6749, 5.1 and 5.2; unverified, so anything may be anything. */
interface TokenResponse {
  readonly access_token?: unknown;
  readonly expires_in?: unknown;
  readonly error?: unknown;
  readonly error_description?: unknown;
}

async function requestToken(
  options: OidcClientCredentialsOptions,
): Promise<{ readonly token: OauthToken; readonly lifetimeMs: number }> {
  const { tokenEndpointUrl: url, clientId, scope, extensions, parameters, timeoutMs = 10_000 } = options;
  const response = await post(options, {
    method: "POST",
    headers: {
      accept: "application/json",
      "content-type": "application/x-www-form-urlencoded",
      authorization: basicAuthorization(clientId, await revealSecret(options.clientSecret)),
    },
    body: new URLSearchParams({
      grant_type: "client_credentials",
      ...(scope === undefined ? {} : { scope }),
      ...parameters,
    }).toString(),
    signal: AbortSignal.timeout(timeoutMs),
  });
  const answer = (await response.json().catch(() => ({}))) as TokenResponse;
  if (!response.ok) {
    const why = [answer.error, answer.error_description].filter((part) => typeof part === "string").join(": ");
    const message = `OIDC: ${url} answers ${response.status}${why === "" ? "" : ` (${why})`} for client ${clientId}`;
    // 429 and 5xx are the provider's trouble and pass; other refusals do not.
    if (response.status >= 500 || response.status === 429) throw new KafkaConnectionError(message);
    throw new AuthenticationError(message);
  }
  const value = answer.access_token;
  if (typeof value !== "string") throw new AuthenticationError(`OIDC: ${url} answered without an access_token`);
  const expiresIn = Number(answer.expires_in ?? 0);
  const token = extensions === undefined ? { value } : { value, extensions };
  return { token, lifetimeMs: Number.isFinite(expiresIn) ? Math.max(0, expiresIn) * 1_000 : 0 };
}

async function post(options: OidcClientCredentialsOptions, init: RequestInit): Promise<Response> {
  try {
    return await (options.fetch ?? globalThis.fetch)(options.tokenEndpointUrl, init);
  } catch (error) {
    const detail =
      error instanceof Error ? ((error.cause as Error | undefined)?.message ?? error.message) : String(error);
    throw new KafkaConnectionError(`OIDC: ${options.tokenEndpointUrl} cannot be asked: ${detail}`, { cause: error });
  }
}

/** RFC 6749, 2.3.1: both parts are form-encoded before they are joined. */
function basicAuthorization(clientId: string, clientSecret: string): string {
  const encode = (text: string) => new URLSearchParams({ "": text }).toString().slice(1);
  return `Basic ${Buffer.from(`${encode(clientId)}:${encode(clientSecret)}`).toString("base64")}`;
}
