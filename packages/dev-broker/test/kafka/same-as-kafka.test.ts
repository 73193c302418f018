/** The same requests to a real Kafka and to ours: their answers have to be the same. `npm run test:kafka -w @k/dev-broker` */
import { DevCluster } from "@k/dev-broker";
import { type KafkaCluster, startKafka } from "@k/kafka-tooling";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Peer } from "./peer.js";
import { scripts } from "./scripts.js";

describe.each(["4.1", "3.9"] as const)("Kafka %s", (version) => {
  let kafka: KafkaCluster;
  let cluster: DevCluster;
  let real: Peer;
  let ours: Peer;

  beforeAll(async () => {
    kafka = await startKafka({ version, properties: { "auto.create.topics.enable": "false" } });
    cluster = await DevCluster.start({ version, autoCreateTopics: false });
    real = new Peer(kafka.bootstrapServers);
    ours = new Peer(cluster.bootstrapServers[0]!);
  });
  afterAll(async () => {
    real?.close();
    ours?.close();
    await cluster?.close();
    await kafka?.stop();
  });

  test.each(Object.keys(scripts).filter((name) => version !== "3.9" || !name.includes("version 2")))(
    "%s",
    async (name) => {
      const script = scripts[name]!;
      const [expected, actual] = [await script(real), await script(ours)];
      expect(actual).toEqual(expected);
    },
  );
});
