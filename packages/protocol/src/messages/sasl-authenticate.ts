import { api, bytes, int16, int64, string } from "../schema/index.js";

/**
 * Carries one token of a SASL exchange there and one back.
 *
 * v1 session lifetime (KIP-368); v2 flexible.
 */
export const SaslAuthenticate = api({
  name: "SaslAuthenticate",
  key: 36,
  versions: "0-2",
  flexible: "2+",
  request: {
    /** The client's token, as its mechanism defines it. */
    authBytes: bytes,
  },
  response: {
    errorCode: int16,
    /** Why authentication failed, if the broker says. */
    errorMessage: string.nullable(),
    /** The broker's token. */
    authBytes: bytes,
    /** Authenticate again before it ends, or the broker closes the connection; 0: no limit. */
    sessionLifetimeMs: int64.versions("1+").ignorable(),
  },
});
