/**
 * OAUTHBEARER (RFC 7628): `n,[a=authzid],^Aauth=Bearer TOKEN^A[key=value^A…]^A`. A bad token is answered with a JSON
 * challenge; the client has to acknowledge it with a single ^A before the exchange fails.
 */
import {
  failure,
  type SaslCredentials,
  type SaslEnvironment,
  type SaslExchange,
  type ValidToken,
} from "./mechanism.js";

export function oauthBearer(credentials: SaslCredentials, environment: SaslEnvironment): SaslExchange {
  const validate = credentials.validateToken ?? ((token) => validateUnsecured(token, environment.wallClockMs()));
  let refusal: string | undefined;
  return {
    respond(bytes) {
      if (refusal !== undefined) return failure(refusal);
      const parsed = parse(Buffer.from(bytes).toString("utf8"));
      if (parsed === undefined) return failure("Invalid OAUTHBEARER client first message");
      try {
        const { principal, expiresAtMs } = validate(parsed.token, parsed.extensions);
        const expiry = expiresAtMs === undefined ? {} : { expiresAtMs };
        return { kind: "success", token: new Uint8Array(), principal, ...expiry };
      } catch (error) {
        refusal = (error as Error).message;
        return { kind: "challenge", token: Buffer.from(JSON.stringify({ status: "invalid_token" })) };
      }
    },
  };
}

/** ASCII 1, which separates the fields. */
const SEPARATOR = "\u0001";

function parse(text: string): { readonly token: string; readonly extensions: ReadonlyMap<string, string> } | undefined {
  const [gs2Header, ...pairs] = text.split(SEPARATOR);
  // The last pair ends with a separator, and the message with another one.
  if (gs2Header === undefined || !/^n,(?:a=[^,]*)?,$/.test(gs2Header)) return undefined;
  if (pairs.pop() !== "" || pairs.pop() !== "" || !pairs.every((pair) => /^[A-Za-z]+=/.test(pair))) return undefined;
  const fields = new Map(pairs.map((pair) => [pair.slice(0, pair.indexOf("=")), pair.slice(pair.indexOf("=") + 1)]));
  const token = /^Bearer +(\S+)$/i.exec(fields.get("auth") ?? "")?.[1];
  fields.delete("auth");
  return token === undefined ? undefined : { token, extensions: fields };
}

/** Tokens that are signed by nobody, for tests: `base64url({"alg":"none"}).base64url({"sub":…,"exp":…}).` */
function validateUnsecured(token: string, nowMs: number): ValidToken {
  const [header, payload, signature] = token.split(".");
  if (header === undefined || payload === undefined || signature !== "")
    throw new Error("the token is no unsecured JWT");
  const json = (part: string): Record<string, unknown> => JSON.parse(Buffer.from(part, "base64url").toString("utf8"));
  const { sub, exp } = json(payload);
  if (json(header).alg !== "none") throw new Error("the token is no unsecured JWT");
  if (typeof sub !== "string" || typeof exp !== "number") throw new Error("the token has no sub or no exp");
  if (exp * 1000 <= nowMs) throw new Error("the token has expired");
  return { principal: sub, expiresAtMs: exp * 1000 };
}
