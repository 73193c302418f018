/** Who we are: Kafka's JAAS text, and librdkafka's names for the same. */
import { parseJaas } from "./jaas.js";
import { type PropertyMapper, UnmappableProperty, unmappable } from "./property-mapper.js";

const MODULES = "org.apache.kafka.common.security.";

export const saslProperties: Readonly<Record<string, PropertyMapper>> = {
  "sasl.mechanism": (value) => ({ saslMechanism: value.trim() }),
  "sasl.mechanisms": (value) => ({ saslMechanism: value.trim() }),
  "sasl.username": (value) => ({ saslPlainUsername: value }),
  "sasl.password": (value) => ({ saslPlainPassword: value }),
  "sasl.jaas.config": (value) => {
    const { module, options } = parseJaas(value);
    if (module === `${MODULES}plain.PlainLoginModule` || module === `${MODULES}scram.ScramLoginModule`) {
      return credentials(options);
    }
    if (module.endsWith("Krb5LoginModule")) {
      throw new UnmappableProperty(
        "Kerberos tickets come from the credential cache here: run kinit, and leave this out",
      );
    }
    if (module.endsWith("OAuthBearerLoginModule")) {
      throw new UnmappableProperty("use the option saslOauthTokenProvider");
    }
    throw new UnmappableProperty(`the login module ${module} cannot be loaded`);
  },
  "sasl.client.callback.handler.class": unmappable("Java classes cannot be loaded"),
  "sasl.login.callback.handler.class": unmappable(
    "Java classes cannot be loaded; use the option saslOauthTokenProvider",
  ),
  "sasl.login.class": unmappable("Java classes cannot be loaded"),
  "sasl.oauthbearer.token.endpoint.url": unmappable("use the option saslOauthTokenProvider"),
};

function credentials(options: ReadonlyMap<string, string>): Readonly<Record<string, unknown>> {
  const username = options.get("username");
  const password = options.get("password");
  if (username === undefined || password === undefined) {
    throw new UnmappableProperty("has no username or no password");
  }
  const token = options.get("tokenauth") === "true" ? { saslDelegationToken: true } : {};
  return { saslPlainUsername: username, saslPlainPassword: password, ...token };
}
