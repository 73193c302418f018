/** Every connection through the CONNECT method of an HTTP proxy. */
import { KafkaClient } from "@k/client";
import { DevCluster } from "@k/dev-broker";
import { Client } from "undici";
import { startHttpProxy } from "./http-proxy.mjs";

const [proxyUrl, bootstrapServers] = process.argv.slice(2);
const cluster = bootstrapServers === undefined ? await DevCluster.start() : undefined;
const proxy = proxyUrl === undefined ? await startHttpProxy() : undefined;

const client = new KafkaClient({
  bootstrapServers: bootstrapServers ?? cluster.bootstrapServers,
  connect: async (endpoint, { noDelay, signal }) => {
    const { statusCode, socket } = await new Client(proxyUrl ?? proxy.url).connect({
      path: `${endpoint.host}:${endpoint.port}`,
      // headers: { "proxy-authorization": "Basic …" },
      signal,
    });
    if (statusCode !== 200) throw new Error(`the proxy answers ${statusCode} for ${endpoint.host}:${endpoint.port}`);
    return socket.setNoDelay(noDelay);
  },
});
try {
  await client.connect();
  console.log(`connected through ${proxyUrl ?? proxy.url}`);
} finally {
  await client.close();
  await proxy?.close();
  await cluster?.close();
}
