/** Name and password: PLAIN, SCRAM, and a delegation token. */
import { KafkaClient } from "@k/client";
import { DevCluster } from "@k/dev-broker";

const cluster = await DevCluster.start({
  listeners: [
    {
      securityProtocol: "SASL_PLAINTEXT", // SASL_SSL in real life
      sasl: { users: { alice: "alice's password" }, delegationTokens: { "token-id": "token-hmac" } },
    },
  ],
});

const ways = {
  PLAIN: { saslMechanism: "PLAIN", saslPlainUsername: "alice", saslPlainPassword: "alice's password" },
  "SCRAM-SHA-256": {
    saslMechanism: "SCRAM-SHA-256",
    saslPlainUsername: "alice",
    // A function is asked each time somebody authenticates: a password that was changed is taken up.
    saslPlainPassword: async () => "alice's password",
  },
  "SCRAM-SHA-512": {
    saslMechanism: "SCRAM-SHA-512",
    saslPlainUsername: "alice",
    saslPlainPassword: "alice's password",
  },
  "a delegation token": {
    saslMechanism: "SCRAM-SHA-512",
    saslPlainUsername: "token-id",
    saslPlainPassword: "token-hmac",
    saslDelegationToken: true,
  },
};

const logger = { debug() {}, info() {}, warn: console.warn, error: console.error };

for (const [name, options] of Object.entries(ways)) {
  const client = new KafkaClient({
    bootstrapServers: cluster.bootstrapServers,
    securityProtocol: "SASL_PLAINTEXT",
    logger,
    ...options,
  });
  try {
    await client.connect();
    console.log(`${name}: welcome`);
  } finally {
    await client.close();
  }
}
await cluster.close();
