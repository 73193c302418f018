import { api, array, int16, string } from "../schema/index.js";

/**
 * Chooses the SASL mechanism of a connection.
 *
 * After v0 the mechanism's tokens follow bare, after v1 inside SaslAuthenticate requests.
 */
export const SaslHandshake = api({
  name: "SaslHandshake",
  key: 17,
  versions: "0-1",
  request: {
    mechanism: string,
  },
  response: {
    errorCode: int16,
    /** What the broker offers; helpful after UNSUPPORTED_SASL_MECHANISM. */
    mechanisms: array(string),
  },
});
