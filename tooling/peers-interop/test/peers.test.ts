/** What one client writes, another must read, value by value: two readings of the protocol that share no code. */

import { fileURLToPath } from "node:url";
import { DevCluster } from "@k/dev-broker";
import { KafkaProducer, type ProducerOptions } from "@k/producer";
import { readBatches } from "@k/records";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { kafkaPython } from "../src/kafka-python.js";
import { kafkajs } from "../src/kafkajs.js";
import { kcat } from "../src/kcat.js";
import type { PlainRecord } from "../src/peer.js";
import { run } from "../src/run.js";

const ktool = fileURLToPath(new URL("./dist/bin.js", import.meta.resolve("@k/cli/package.json")));

let cluster: DevCluster;
let server: string;
beforeAll(async () => {
  cluster = await DevCluster.start({ brokers: 3 });
  server = cluster.bootstrapServers.join(",");
});
afterAll(() => cluster.close());

let topics = 0;
function newTopic(): string {
  const name = `t${topics++}`;
  cluster.createTopic(name);
  return name;
}

// No line ends and no empty texts: kcat's input is lines, and there an empty one is null.
const records: readonly PlainRecord[] = [
  { key: "a", value: "plain", headers: [] },
  { key: null, value: "no key", headers: [] },
  { key: "a", value: null, headers: [] },
  { key: "ключ", value: "日本語 ünï 🎉", headers: [] },
  {
    key: "h",
    value: "with headers",
    headers: [
      ["first", "1"],
      ["second", "zwei"],
    ],
  },
  ...Array.from({ length: 500 }, (_, i) => ({ key: `k${i % 7}`, value: `${i} ${"x".repeat(i)}`, headers: [] })),
];

for (const peer of [await kcat(), await kafkaPython(), kafkajs()]) {
  const name = peer.missing === undefined ? peer.name : `${peer.name}, left out: ${peer.missing}`;

  describe.skipIf(peer.missing !== undefined)(name, () => {
    test.each(peer.codecs)("ktool consume reads what it wrote (%s)", async (codec) => {
      const topic = newTopic();
      await peer.write(server, topic, codec, records);
      expect(compressionOf(topic)).toBe(codec);
      expect(await ktoolConsume(topic)).toEqual(records);
    });

    const { read } = peer;
    if (read === undefined) return;

    test.each(peer.codecs)("it reads what our producer wrote (%s)", async (codec) => {
      const topic = newTopic();
      await produce(topic, { compressionType: codec as Codec });
      expect(compressionOf(topic)).toBe(codec);
      expect(await read(server, topic, records.length)).toEqual(records);
    });

    test("it reads what our idempotent producer wrote", async () => {
      const topic = newTopic();
      await produce(topic, { enableIdempotence: true, lingerMs: 0, batchSize: 1000 });
      expect(await read(server, topic, records.length)).toEqual(records);
    });
  });
}

type Codec = NonNullable<ProducerOptions["compressionType"]>;

/** Of the last batch: the long one. */
const compressionOf = (topic: string) => [...readBatches(cluster.log(topic).batches.at(-1)!.bytes)][0]!.compression;

async function produce(topic: string, options: ProducerOptions): Promise<void> {
  const producer = new KafkaProducer({ bootstrapServers: server, acks: "all", lingerMs: 20, ...options });
  try {
    const sends = records.map(({ key, value, headers }) =>
      producer.send({
        topic,
        partition: 0,
        key,
        value,
        headers: headers.map(([name, text]) => ({ key: name, value: text })),
      }),
    );
    await Promise.all(sends);
  } finally {
    await producer.close();
  }
}

async function ktoolConsume(topic: string): Promise<PlainRecord[]> {
  const args = ["consume", "--bootstrap-server", server, "--topic", topic, "--to", "latest", "--format", "json"];
  const lines = (await run(process.execPath, [ktool, ...args])).split("\n").filter((line) => line !== "");
  return lines.map((line) => {
    const { key, value, headers } = JSON.parse(line) as ConsumedLine;
    return { key, value, headers: headers.map((header) => [header.key, header.value] as const) };
  });
}

interface ConsumedLine {
  readonly key: string | null;
  readonly value: string | null;
  readonly headers: readonly { readonly key: string; readonly value: string }[];
}
