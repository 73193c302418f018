/** RFC 7628: a bearer token from an identity provider. */
import { KafkaError } from "@k/protocol";
import { AuthenticationError, KafkaConfigurationError, KafkaConnectionError } from "../errors.js";
import type { SaslMechanism } from "./mechanism.js";

export interface OauthToken {
  readonly value: string;
  /** KIP-342: what brokers in between may want to know, e.g. `{ logicalCluster: "lkc-1" }`. */
  readonly extensions?: Readonly<Record<string, string>>;
}

/** Where tokens come from. Asked at every authentication: keep a token as long as it is good. */
export interface OauthTokenProvider {
  token(): string | OauthToken | Promise<string | OauthToken>;
}

/** %x01 separates the parts of the message; alone it acknowledges an error. */
const SEPARATOR = "\x01";

export function oauthbearer(provider: OauthTokenProvider | OauthTokenProvider["token"]): SaslMechanism {
  return {
    name: "OAUTHBEARER",
    begin: () => {
      let serverError: string | undefined;
      return async (challenge) => {
        if (challenge === null) return new TextEncoder().encode(firstMessage(await getToken(provider)));
        if (challenge.length === 0) return null;
        if (serverError !== undefined) throw refused(serverError);
        // The broker explains in JSON what is wrong, and wants that to be acknowledged before it says so officially.
        serverError = Buffer.from(challenge).toString("utf8");
        return new TextEncoder().encode(SEPARATOR);
      };
    },
  };
}

async function getToken(provider: OauthTokenProvider | OauthTokenProvider["token"]): Promise<OauthToken> {
  try {
    const token = await (typeof provider === "function" ? provider() : provider.token());
    return typeof token === "string" ? { value: token } : token;
  } catch (error) {
    if (error instanceof KafkaError) throw error;
    const detail = error instanceof Error ? error.message : String(error);
    throw new KafkaConnectionError(`OAUTHBEARER: no token from saslOauthTokenProvider: ${detail}`, { cause: error });
  }
}

function firstMessage({ value, extensions = {} }: OauthToken): string {
  // b64token of RFC 6750; anything else could smuggle in fields of its own. The token stays out of the error.
  if (!/^[A-Za-z0-9\-._~+/]+=*$/.test(value)) {
    throw new KafkaConfigurationError("OAUTHBEARER: the token holds characters that a bearer token cannot have");
  }
  const parts = Object.entries(extensions).map(([name, text]) => {
    if (!/^[A-Za-z]+$/.test(name) || name === "auth" || !/^[\x21-\x7e \t\r\n]*$/.test(text)) {
      throw new KafkaConfigurationError(`OAUTHBEARER: ${JSON.stringify(name)} is no valid extension`);
    }
    return `${name}=${text}`;
  });
  return ["n,,", `auth=Bearer ${value}`, ...parts, "", ""].join(SEPARATOR);
}

function refused(serverError: string): AuthenticationError {
  return new AuthenticationError(`OAUTHBEARER: the broker does not accept the token: ${serverError}`, {
    code: "SASL_AUTHENTICATION_FAILED",
  });
}
