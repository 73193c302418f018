/**
 * Who is measured, with which options. Each module exports
 *   connect({ bootstrapServers, topic, workload }) → { send(value), sendMany(values), close() }, the first two resolving when all replicas acknowledged;
 *   values: "buffer" or "string", the form of a value that costs the client least.
 * `streamShape`: arrays of this size, so many outstanding, were the client's best in a sweep of 500 to 5,000 by 3 to 20.
 */
import { existsSync, readFileSync } from "node:fs";

const here = new URL(".", import.meta.url);
const inPeers = (name) => new URL(`../peers/node_modules/${name}/package.json`, here);
const inNativePeers = (name) => new URL(`../peers-native/node_modules/${name}/package.json`, here);

const all = [
  {
    name: "@k/producer",
    module: "k.mjs",
    manifest: new URL("../../../packages/producer/package.json", here),
    ours: true,
    streamShape: { size: 1_000, outstanding: 20 },
  },
  {
    name: "kafkajs",
    module: "kafkajs.mjs",
    manifest: inPeers("kafkajs"),
    streamShape: { size: 1_000, outstanding: 10 },
  },
  {
    name: "kafka-ts",
    module: "kafka-ts.mjs",
    manifest: inPeers("kafka-ts"),
    streamShape: { size: 5_000, outstanding: 20 },
  },
  {
    name: "@platformatic/kafka",
    module: "platformatic.mjs",
    manifest: inPeers("@platformatic/kafka"),
    streamShape: { size: 500, outstanding: 4 },
  },
  {
    name: "confluent (librdkafka)",
    module: "confluent.mjs",
    manifest: inNativePeers("@confluentinc/kafka-javascript"),
    native: true,
    streamShape: { size: 500, outstanding: 10 },
  },
];

/** Those that are installed, with their versions. */
export function installedClients() {
  return all
    .filter(({ manifest }) => existsSync(manifest))
    .map((client) => ({ ...client, version: JSON.parse(readFileSync(client.manifest, "utf8")).version }));
}
