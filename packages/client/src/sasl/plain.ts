import { revealSecret, type SaslMechanism, type Secret } from "./mechanism.js";

/** RFC 4616: the password itself goes to the broker, so use it over TLS only. */
export function plain({ username, password }: { readonly username: string; readonly password: Secret }): SaslMechanism {
  return {
    name: "PLAIN",
    begin: () => async (challenge) => {
      if (challenge !== null) return null;
      // message = [authzid] NUL authcid NUL passwd. No authzid: brokers that map principals refuse one.
      return new TextEncoder().encode(`\0${username}\0${await revealSecret(password)}`);
    },
  };
}
