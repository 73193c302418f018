/** Kerberos: the ticket comes from the credentials cache that `kinit` fills. */
import { KafkaClient } from "@k/client";

const [bootstrapServers] = process.argv.slice(2);
if (bootstrapServers === undefined) {
  console.log("usage: kinit …; npm install kerberos; node index.mjs broker.example.com:9092");
  process.exit(0);
}

const client = new KafkaClient({
  bootstrapServers,
  securityProtocol: "SASL_PLAINTEXT", // or SASL_SSL
  saslMechanism: "GSSAPI",
  saslKerberosServiceName: "kafka", // of kafka/broker.example.com@REALM
});
try {
  await client.connect();
  console.log(`authenticated; the cluster has ${client.metadata.cluster.brokers.size} broker(s)`);
} finally {
  await client.close();
}
