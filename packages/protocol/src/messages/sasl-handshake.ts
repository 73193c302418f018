import { api, array, int16, string } from "../schema/index.js";

/** Declared field by field; the notes on versions follow. */
export const SaslHandshake = api({
  name: "SaslHandshake",
  key: 17,
  versions: "0-1",
  request: {
    mechanism: string,
  },
  response: {
    errorCode: int16,
    mechanisms: array(string),
  },
});
