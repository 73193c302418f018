/** Every connection through a SOCKS5 proxy, e.g. `ssh -D 1080 bastion`. */
import { KafkaClient } from "@k/client";
import { DevCluster } from "@k/dev-broker";
import { SocksClient } from "socks";
import { startSocksProxy } from "./socks-proxy.mjs";

const [proxyAddress, bootstrapServers] = process.argv.slice(2);
const cluster = bootstrapServers === undefined ? await DevCluster.start() : undefined;
const proxy = proxyAddress === undefined ? await startSocksProxy() : undefined;
const [host, port] = (proxyAddress ?? proxy.address).split(":");

const client = new KafkaClient({
  bootstrapServers: bootstrapServers ?? cluster.bootstrapServers,
  connect: async (endpoint, { noDelay }) => {
    const { socket } = await SocksClient.createConnection({
      command: "connect",
      proxy: { type: 5, host, port: Number(port) },
      destination: { host: endpoint.host, port: endpoint.port },
    });
    return socket.setNoDelay(noDelay);
  },
});
try {
  await client.connect();
  console.log(`connected through ${host}:${port}${proxy === undefined ? "" : ` to ${proxy.destinations.join(", ")}`}`);
} finally {
  await client.close();
  await proxy?.close();
  await cluster?.close();
}
