/** Amazon MSK: a token provider that asks Amazon's signer. */
import { KafkaClient } from "@k/client";

const [bootstrapServers, region] = process.argv.slice(2);
if (bootstrapServers === undefined || region === undefined) {
  console.log("usage: npm install aws-msk-iam-sasl-signer-js; node index.mjs b-1.….amazonaws.com:9098 eu-central-1");
  process.exit(0);
}

const { generateAuthToken } = await import("aws-msk-iam-sasl-signer-js");

const client = new KafkaClient({
  bootstrapServers,
  securityProtocol: "SASL_SSL",
  saslMechanism: "OAUTHBEARER",
  // Signed anew for every authentication: a signature is valid for minutes only.
  saslOauthTokenProvider: async () => (await generateAuthToken({ region })).token,
});
try {
  await client.connect();
  console.log(`authenticated; the cluster has ${client.metadata.cluster.brokers.size} broker(s)`);
} finally {
  await client.close();
}
