/** OAUTHBEARER: tokens from an identity provider, renewed by themselves. */
import { KafkaClient, oidcClientCredentials } from "@k/client";
import { DevCluster } from "@k/dev-broker";
import { startIdentityProvider } from "./identity-provider.mjs";

const provider = await startIdentityProvider({ clientId: "order-service", clientSecret: "its secret" });
const cluster = await DevCluster.start({
  listeners: [{ securityProtocol: "SASL_PLAINTEXT", sasl: { mechanisms: ["OAUTHBEARER"] } }], // SASL_SSL in real life
});

const client = new KafkaClient({
  bootstrapServers: cluster.bootstrapServers,
  securityProtocol: "SASL_PLAINTEXT",
  saslMechanism: "OAUTHBEARER",
  saslOauthTokenProvider: oidcClientCredentials({
    tokenEndpointUrl: provider.tokenEndpointUrl,
    clientId: "order-service",
    clientSecret: "its secret",
    scope: "kafka",
  }),
});

try {
  await client.connect();
  console.log(`authenticated with a token for ${provider.issuedFor.join(", ")}`);
} finally {
  await client.close();
  await cluster.close();
  await provider.close();
}
