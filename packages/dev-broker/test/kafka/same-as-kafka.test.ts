/** The same requests to a real Kafka and to ours: their answers have to be the same. `npm run test:kafka -w @k/dev-broker` */
import { type BrokerVersion, DevCluster } from "@k/dev-broker";
import { type KafkaCluster, startKafka } from "@k/kafka-tooling";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Peer } from "./peer.js";
import { newerScripts, scripts } from "./scripts.js";

const releases: readonly { readonly version: BrokerVersion; readonly suite: typeof scripts }[] = [
  { version: "4.1", suite: { ...scripts, ...newerScripts } },
  { version: "3.9", suite: without("version 2") },
  { version: "2.8", suite: without("version 2", "timestamps", "admin") },
];

describe.each(releases)("Kafka $version", ({ version, suite }) => {
  let kafka: KafkaCluster;
  let cluster: DevCluster;
  let real: Peer;
  let ours: Peer;

  beforeAll(async () => {
    kafka = await startKafka({ version, properties: { "auto.create.topics.enable": "false" } });
    cluster = await DevCluster.start({ version, autoCreateTopics: false });
    real = new Peer(kafka.bootstrapServers);
    ours = new Peer(cluster.bootstrapServers[0]!);
    await Promise.all([real.start(), ours.start()]);
  });
  afterAll(async () => {
    real?.close();
    ours?.close();
    await cluster?.close();
    await kafka?.stop();
  });

  test("lists the same versions of what ours knows", async () => {
    const [theirs, listed] = [await real.versions(), await ours.versions()];
    expect(listed).toEqual(theirs.filter(({ apiKey }) => listed.some((range) => range.apiKey === apiKey)));
  });

  test.each(Object.entries(suite))("%s", async (_name, script) => {
    const [expected, actual] = [await script(real), await script(ours)];
    expect(actual).toEqual(expected);
  });
});

function without(...words: string[]): typeof scripts {
  return Object.fromEntries(Object.entries(scripts).filter(([name]) => !words.some((word) => name.includes(word))));
}
