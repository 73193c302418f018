/** TLS in both directions: the client checks the broker's certificate, and shows one of its own. */
import { KafkaClient } from "@k/client";
import { DevCluster } from "@k/dev-broker";
import { makePki } from "./pki.mjs";

const { ca, broker, client: identity } = await makePki();

const cluster = await DevCluster.start({
  listeners: [
    {
      securityProtocol: "SSL",
      host: "localhost",
      tls: { ...broker, ca, requestCert: true, rejectUnauthorized: true },
    },
  ],
});

const client = new KafkaClient({
  bootstrapServers: cluster.bootstrapServers,
  securityProtocol: "SSL",
  // Each of these takes a path, PEM text or bytes. Paths are read again for each connection, so that certificates that are
  // renewed on disk are taken up without a restart.
  sslCafile: ca,
  sslCertfile: identity.cert,
  sslKeyfile: identity.key,
});

try {
  await client.connect();
  const topic = await client.metadata.waitForTopic("orders", { timeoutMs: 10_000 });
  console.log(
    `over TLS 1.2 or 1.3, with a client certificate: ${topic.name} has ${topic.partitions.length} partition(s)`,
  );
} finally {
  await client.close();
}

// Without the client certificate the error says what is missing.
const stranger = new KafkaClient({
  bootstrapServers: cluster.bootstrapServers,
  securityProtocol: "SSL",
  sslCafile: ca,
});
try {
  await stranger.connect();
} catch (error) {
  console.log(`without it: ${error.message}`);
} finally {
  await stranger.close();
  await cluster.close();
}
