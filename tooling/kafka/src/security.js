/** Listeners for every way to prove who one is, on one broker: certificates, users and tokens, all for tests only. */
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { startKdc } from "./kerberos.js";
import { createPki } from "./pki.js";
import { freePorts } from "./ports.js";

/**
 * @typedef {object} Security
 * @property {import("./pki.js").Pki} pki
 * @property {import("./kerberos.js").Kdc | undefined} kdc
 * @property {{ plain: Credentials, scram: Credentials }} users
 * @property {() => Promise<import("./listeners.js").Listener[]>} listeners   on fresh ports
 * @property {import("./properties.js").Properties} properties
 * @property {readonly string[]} formatFlags   SCRAM users are written when the storage is formatted
 * @property {readonly string[]} jvmFlags
 * @property {() => Promise<void>} stop
 */

/** @typedef {{ username: string, password: string }} Credentials */

const users = {
  plain: { username: "alice", password: "alice-secret" },
  scram: { username: "bob", password: "bob-secret" },
};

const packages = "org.apache.kafka.common.security";

/**
 * @param {boolean | { kerberos: boolean }} wanted
 * @param {string} folder
 * @returns {Promise<Security | undefined>}
 */
export async function securityFor(wanted, folder) {
  if (wanted === false) return undefined;
  const pki = await createPki(join(folder, "pki"));
  const kdc = wanted !== true && wanted.kerberos ? await startKerberos(join(folder, "krb")) : undefined;
  return {
    pki,
    kdc,
    users,
    async listeners() {
      const names = kdc ? [...listeners, kerberosListener] : listeners;
      const ports = await freePorts(names.length);
      return names.map((listener, i) => ({ ...listener, port: ports[i] ?? 0, advertisedPort: ports[i] ?? 0 }));
    },
    properties: { ...properties(pki), ...(kdc ? kerberosProperties(kdc) : {}) },
    formatFlags: ["SCRAM-SHA-256", "SCRAM-SHA-512"].flatMap((mechanism) => [
      "--add-scram",
      `${mechanism}=[name=${users.scram.username},iterations=4096,password=${users.scram.password}]`,
    ]),
    jvmFlags: kdc ? [`-Djava.security.krb5.conf=${kdc.configFile}`] : [],
    stop: async () => kdc?.stop(),
  };
}

/** @type {readonly Pick<import("./listeners.js").Listener, "name" | "protocol" | "advertisedHost">[]} */
const listeners = [
  { name: "SSL", protocol: "SSL", advertisedHost: "localhost" },
  { name: "MTLS", protocol: "SSL", advertisedHost: "localhost" },
  { name: "SASL_PLAINTEXT", protocol: "SASL_PLAINTEXT", advertisedHost: "127.0.0.1" },
  { name: "SASL_SSL", protocol: "SASL_SSL", advertisedHost: "localhost" },
  { name: "OAUTH", protocol: "SASL_PLAINTEXT", advertisedHost: "127.0.0.1" },
];

const kerberosListener = /** @type {const} */ ({
  name: "KRB",
  protocol: "SASL_PLAINTEXT",
  advertisedHost: "localhost",
});

/** @param {import("./pki.js").Pki} pki @returns {import("./properties.js").Properties} */
function properties(pki) {
  return {
    "ssl.keystore.type": "PEM",
    "ssl.keystore.location": pki.broker.keyAndCertificateFile,
    "ssl.truststore.type": "PEM",
    "ssl.truststore.location": pki.caFile,
    "listener.name.mtls.ssl.client.auth": "required",
    ...passwordProperties("sasl_plaintext"),
    ...passwordProperties("sasl_ssl"),
    // Unsecured tokens (algorithm "none"): whoever says who he is, is believed.
    "listener.name.oauth.sasl.enabled.mechanisms": "OAUTHBEARER",
    "listener.name.oauth.oauthbearer.sasl.jaas.config": `${packages}.oauthbearer.OAuthBearerLoginModule required unsecuredLoginStringClaim_sub="broker";`,
    "listener.name.oauth.oauthbearer.sasl.server.callback.handler.class": `${packages}.oauthbearer.internals.unsecured.OAuthBearerUnsecuredValidatorCallbackHandler`,
  };
}

/** @param {string} listener lower case @returns {import("./properties.js").Properties} */
function passwordProperties(listener) {
  const prefix = `listener.name.${listener}`;
  const { username, password } = users.plain;
  const scram = `${packages}.scram.ScramLoginModule required;`;
  return {
    [`${prefix}.sasl.enabled.mechanisms`]: "PLAIN,SCRAM-SHA-256,SCRAM-SHA-512",
    [`${prefix}.plain.sasl.jaas.config`]: `${packages}.plain.PlainLoginModule required user_${username}="${password}";`,
    [`${prefix}.scram-sha-256.sasl.jaas.config`]: scram,
    [`${prefix}.scram-sha-512.sasl.jaas.config`]: scram,
  };
}

/** @param {import("./kerberos.js").Kdc} kdc @returns {import("./properties.js").Properties} */
function kerberosProperties(kdc) {
  const module = "com.sun.security.auth.module.Krb5LoginModule required useKeyTab=true storeKey=true";
  return {
    "listener.name.krb.sasl.enabled.mechanisms": "GSSAPI",
    "listener.name.krb.sasl.kerberos.service.name": "kafka",
    "listener.name.krb.gssapi.sasl.jaas.config": `${module} keyTab="${kdc.brokerKeytab}" principal="kafka/localhost@${kdc.realm}";`,
  };
}

/** @param {string} folder */
async function startKerberos(folder) {
  await mkdir(folder, { recursive: true });
  return startKdc(folder);
}
