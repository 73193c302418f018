import { KafkaProducer } from "@k/producer";
import { afterAll, describe, expect, test } from "vitest";
import { type CodecResult, saveResult } from "../src/compatibility/results.js";
import { matrixVersions } from "../src/matrix-versions.js";
import { auditByDump, numberedRecord, sendNumbered } from "../src/numbered/index.js";
import { useKafka } from "../src/use-kafka.js";

const count = 5_000;

describe.each(matrixVersions())("Kafka $name", ({ name, codecs, magic }) => {
  const kafka = useKafka({ version: name });
  const results: Record<string, CodecResult> = {};
  const headers = magic === 2;

  test.each(codecs)("%s: what was acknowledged is what this Kafka's own tools read", async (codec) => {
    results[codec] = { written: false, readBack: false };
    const topic = `matrix-${codec}`;
    await kafka().createTopic(topic, { partitions: 2 });
    const producer = new KafkaProducer({
      bootstrapServers: kafka().bootstrapServers,
      acks: "all",
      lingerMs: 10,
      compressionType: codec,
    });
    const ledger = await sendNumbered(producer, topic, { count, headers }).finally(() => producer.close());
    expect(Object.fromEntries(ledger.errors)).toEqual({});
    results[codec] = { written: true, readBack: false };

    const findings = await auditByDump(kafka(), topic, ledger, { codec });
    expect(findings).toMatchObject({ missing: 0, misplaced: 0, unknown: 0, duplicates: 0, reordered: 0 });
    const lines = await kafka().consoleConsume(topic, { maxMessages: count, formatter: { "print.key": true } });
    expect(lines.sort()).toEqual(Array.from({ length: count }, (_, n) => printed(topic, n)).sort());
    results[codec] = { written: true, readBack: true };
  });

  test.each([0, 1, "all"] as const)("acks=%s on a topic that the broker creates by itself", async (acks) => {
    const topic = `auto-${acks}`;
    const producer = new KafkaProducer({ bootstrapServers: kafka().bootstrapServers, acks, retries: 20 });
    const sent = await Promise.all(["a", "b"].map((value) => producer.send({ topic, key: "k", value })));
    await producer.close();
    expect(sent.map(({ offset }) => offset)).toEqual(acks === 0 ? [-1n, -1n] : [0n, 1n]);
    expect(await kafka().consoleConsume(topic, { maxMessages: 2 })).toEqual(["a", "b"]);
  });

  afterAll(() => saveResult({ kafka: name, magic, codecs: results }));
});

/** As the console consumer of any generation prints it with print.key. */
function printed(topic: string, n: number): string {
  const { key, value } = numberedRecord(topic, n);
  return `${key ?? "null"}\t${value}`;
}
