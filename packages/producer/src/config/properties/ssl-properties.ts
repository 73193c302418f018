/** TLS: Kafka's key stores and trust stores, and librdkafka's names for PEM files. */
import { type PropertyMapper, UnmappableProperty, unmappable } from "./property-mapper.js";

export const sslProperties: Readonly<Record<string, PropertyMapper>> = {
  "ssl.truststore.location": (value) => ({ sslCafile: value.trim() }),
  "ssl.truststore.certificates": (value) => ({ sslCafile: value }),
  "ssl.truststore.type": storeType(["PEM"], "keytool -exportcert -rfc -keystore STORE -alias NAME -file ca.pem"),
  "ssl.truststore.password": unmappable(
    "trusted certificates are PEM here, which has no password; convert the store: keytool -exportcert -rfc -keystore STORE -alias NAME -file ca.pem",
  ),
  "ssl.keystore.location": (value, all) => {
    const file = value.trim();
    // A PEM key store holds key and certificates in one file; so does PKCS#12, which is one thing to the client.
    return all.get("ssl.keystore.type")?.trim().toUpperCase() === "PEM"
      ? { sslCertfile: file, sslKeyfile: file }
      : { sslCertfile: file };
  },
  "ssl.keystore.certificate.chain": (value) => ({ sslCertfile: value }),
  "ssl.keystore.key": (value) => ({ sslKeyfile: value }),
  "ssl.keystore.type": storeType(
    ["PEM", "PKCS12"],
    "keytool -importkeystore -srckeystore STORE -destkeystore client.p12 -deststoretype PKCS12",
  ),
  "ssl.keystore.password": (value, all) => {
    const keyPassword = all.get("ssl.key.password");
    if (keyPassword === undefined || keyPassword === value) return { sslPassword: value };
    throw new UnmappableProperty("differs from ssl.key.password; the file and its key must have the same password");
  },
  "ssl.key.password": (value) => ({ sslPassword: value }),
  "ssl.endpoint.identification.algorithm": (value) => ({ sslCheckHostname: value.trim() !== "" }),

  "ssl.ca.location": (value) => ({ sslCafile: value.trim() }),
  "ssl.ca.pem": (value) => ({ sslCafile: value }),
  "ssl.certificate.location": (value) => ({ sslCertfile: value.trim() }),
  "ssl.certificate.pem": (value) => ({ sslCertfile: value }),
  "ssl.key.location": (value) => ({ sslKeyfile: value.trim() }),
  "ssl.key.pem": (value) => ({ sslKeyfile: value }),
  "ssl.crl.location": (value) => ({ sslCrlfile: value.trim() }),

  "ssl.protocol": versions(),
  "ssl.enabled.protocols": versions(),
  "ssl.cipher.suites": unmappable("use the option sslCiphers; OpenSSL has other names for them"),
  "ssl.provider": unmappable("Java's security providers do not exist here"),
  "ssl.engine.factory.class": unmappable("Java classes cannot be loaded; use the option sslContext"),
};

function storeType(readable: readonly string[], conversion: string): PropertyMapper {
  return (value) => {
    if (readable.includes(value.trim().toUpperCase())) return {};
    throw new UnmappableProperty(
      `Node reads ${readable.join(" and ")}, not ${value.trim()}; convert the store: ${conversion}`,
    );
  };
}

/** TLS 1.2 and 1.3 are what is spoken anyway. */
function versions(): PropertyMapper {
  return (value) => {
    const named = value.split(",").map((version) => version.trim());
    if (named.every((version) => ["TLS", "TLSv1.2", "TLSv1.3"].includes(version))) return {};
    throw new UnmappableProperty("use minVersion and maxVersion of the option sslContext");
  };
}
