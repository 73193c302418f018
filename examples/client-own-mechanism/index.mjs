/** A mechanism of one's own: here PLAIN once more, with a password that a vault hands out for an hour. */
import { KafkaClient } from "@k/client";
import { DevCluster } from "@k/dev-broker";

const vault = { read: async (path) => (path === "kafka/alice" ? "alice's password" : undefined) };

/** Called for each connection, and again when a session runs out. */
const plainFromVault = {
  name: "PLAIN", // as in the broker's sasl.enabled.mechanisms
  begin({ host, port }) {
    console.log(`authenticating with ${host}:${port}`);
    // Called with null first, then with each challenge. A token is sent; null means that nothing is left to say.
    return async (challenge) => {
      if (challenge !== null) return null;
      return new TextEncoder().encode(`\0alice\0${await vault.read("kafka/alice")}`);
    };
  },
};

const cluster = await DevCluster.start({
  listeners: [{ securityProtocol: "SASL_PLAINTEXT", sasl: { users: { alice: "alice's password" } } }],
});
const client = new KafkaClient({
  bootstrapServers: cluster.bootstrapServers,
  securityProtocol: "SASL_PLAINTEXT",
  saslMechanism: plainFromVault,
});
try {
  await client.connect();
  console.log("welcome");
} finally {
  await client.close();
  await cluster.close();
}
