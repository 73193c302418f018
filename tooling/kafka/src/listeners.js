/** What a broker listens on and what it tells clients about it. */
import { isAtLeast } from "./versions.js";

/**
 * @typedef {object} Listener
 * @property {string} name             "PLAINTEXT", "SASL_SSL", …
 * @property {"PLAINTEXT" | "SSL" | "SASL_PLAINTEXT" | "SASL_SSL"} protocol
 * @property {number} port             bound, on 127.0.0.1
 * @property {string} advertisedHost   localhost where a certificate or a Kerberos principal carries that name
 * @property {number} advertisedPort   another than `port` when a proxy stands before it
 */

/**
 * @param {import("./versions.js").KafkaVersion} kafka
 * @param {readonly Listener[]} listeners the first one is for tools and other brokers
 * @param {number} [controllerPort] of a node that is broker and controller in one
 * @returns {import("./properties.js").Properties}
 */
export function listenerProperties(kafka, listeners, controllerPort) {
  const [first] = listeners;
  if (!isAtLeast(kafka, "0.9")) {
    return {
      "host.name": "127.0.0.1",
      port: first?.port ?? 0,
      "advertised.host.name": "127.0.0.1",
      "advertised.port": first?.advertisedPort ?? 0,
    };
  }
  const bound = listeners.map(({ name, port }) => `${name}://127.0.0.1:${port}`);
  if (controllerPort) bound.push(`CONTROLLER://127.0.0.1:${controllerPort}`);
  const advertised = listeners.map((each) => `${each.name}://${each.advertisedHost}:${each.advertisedPort}`);
  const protocols = ["CONTROLLER:PLAINTEXT", ...listeners.map(({ name, protocol }) => `${name}:${protocol}`)];
  return {
    listeners: bound.join(","),
    "advertised.listeners": advertised.join(","),
    // Older brokers know only one listener and complain about more.
    ...(isAtLeast(kafka, "0.10.2")
      ? { "listener.security.protocol.map": protocols.join(","), "inter.broker.listener.name": first?.name ?? "" }
      : {}),
  };
}

/** @param {Listener} listener @returns {string} what goes into `bootstrapServers` */
export function advertisedAddress({ advertisedHost, advertisedPort }) {
  return `${advertisedHost}:${advertisedPort}`;
}
