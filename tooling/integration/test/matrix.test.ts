import { parseDump } from "@k/kafka-tooling";
import { KafkaProducer } from "@k/producer";
import { afterAll, describe, expect, test } from "vitest";
import { type CodecResult, saveResult } from "../src/compatibility/results.js";
import { matrixVersions } from "../src/matrix-versions.js";
import { auditByDump, numberedRecord, sendNumbered } from "../src/numbered/index.js";
import { useKafka } from "../src/use-kafka.js";

const count = 5_000;

describe.each(matrixVersions().map((kafka) => [kafka.name, kafka] as const))("Kafka %s", (name, { codecs, magic }) => {
  const kafka = useKafka({ version: name });
  const results: Record<string, CodecResult> = {};
  const headers = magic === 2;

  test.each(codecs)("%s: what was acknowledged is what this Kafka's own tools read", async (codec) => {
    results[codec] = { written: false, readBack: false };
    const topic = `matrix-${codec}`;
    const producer = new KafkaProducer({
      bootstrapServers: kafka().bootstrapServers,
      acks: "all",
      lingerMs: 10,
      compressionType: codec,
      // The topic is created by the first request for it, and its leader may refuse for a moment.
      retries: 50,
      maxInFlightRequestsPerConnection: 1,
    });
    const ledger = await sendNumbered(producer, topic, { count, headers }).finally(() => producer.close());
    expect(Object.fromEntries(ledger.errors)).toEqual({});
    results[codec] = { written: true, readBack: false };

    const findings = await auditByDump(kafka(), topic, ledger);
    expect(findings).toMatchObject({ missing: 0, misplaced: 0, unknown: 0, duplicates: 0, reordered: 0 });
    // Not deep: before batches there were wrapper messages, and only these tell the codec.
    const stored = parseDump(await kafka().dumpLog(topic, "all", { deep: false }));
    expect([...new Set(stored.map((record) => `v${record.magic} ${record.codec}`))]).toEqual([`v${magic} ${codec}`]);
    const lines = await kafka().consoleConsume(topic, { maxMessages: count, formatter: { "print.key": true } });
    expect(lines.sort()).toEqual(Array.from({ length: count }, (_, n) => printed(topic, n)).sort());
    results[codec] = { written: true, readBack: true };
  });

  test("a topic that the broker creates by itself, with each acks value", async () => {
    const answers = [];
    // acks=0 last: the leader of a topic that was just created may refuse, and that it would not say.
    for (const acks of ["all", 1, 0] as const) {
      const producer = new KafkaProducer({ bootstrapServers: kafka().bootstrapServers, acks, retries: 50 });
      const { offset } = await producer.send({ topic: "auto", key: "k", value: `acks=${acks}` });
      await producer.close();
      answers.push(offset);
    }
    expect(answers).toEqual([0n, 1n, -1n]);
    expect(await kafka().consoleConsume("auto", { maxMessages: 3 })).toEqual(["acks=all", "acks=1", "acks=0"]);
  });

  afterAll(() => saveResult({ kafka: name, magic, codecs: results }));
});

/** As the console consumer of any generation prints it with print.key. */
function printed(topic: string, n: number): string {
  const { key, value } = numberedRecord(topic, n);
  return `${key ?? "null"}\t${value}`;
}
