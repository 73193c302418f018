/** PLAIN (RFC 4616): `[authzid] NUL user NUL password`, once. */
import { failure, type SaslCredentials, type SaslExchange } from "./mechanism.js";

export function plain({ users = {} }: SaslCredentials): SaslExchange {
  return {
    respond(token) {
      const parts = Buffer.from(token).toString("utf8").split("\0");
      const [authorizationId, user, password] = parts;
      if (parts.length !== 3 || !user || !password) return failure("Invalid SASL/PLAIN response: expected 3 tokens");
      if (!Object.hasOwn(users, user) || users[user] !== password) {
        return failure("Authentication failed: Invalid username or password");
      }
      if (authorizationId && authorizationId !== user) {
        return failure("Authentication failed: Client requested an authorization id that is different from username");
      }
      return { kind: "success", token: new Uint8Array(), principal: user };
    },
  };
}
