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

    const findings = await auditByDump(kafka(), topic, ledger, { magic, ...(magic === 2 ? { codec } : {}) });
    expect(findings).toMatchObject({ missing: 0, misplaced: 0, unknown: 0, duplicates: 0, reordered: 0 });
    if (magic < 2) {
      // Before batches there were wrapper messages: only these name the codec, and only a shallow dump shows them.
      const wrappers = parseDump(await kafka().dumpLog(topic, "all", { deep: false }));
      expect([...new Set(wrappers.map((wrapper) => wrapper.codec))]).toEqual([codec]);
    }
    const lines = await kafka().consoleConsume(topic, { maxMessages: count, formatter: { "print.key": true } });
    expect(lines.sort()).toEqual(Array.from({ length: count }, (_, n) => printed(topic, n)).sort());
    results[codec] = { written: true, readBack: true };
  });

  test("a topic that the broker creates by itself, with each acks value", async () => {
    // acks=0 last: the leader of a topic that was just created may refuse, and that it would not say.
    const producers = (["all", 1, 0] as const).map(
      (acks) => new KafkaProducer({ bootstrapServers: kafka().bootstrapServers, acks, retries: 50 }),
    );
    const offsets = [];
    for (const [i, producer] of producers.entries()) {
      offsets.push((await producer.send({ topic: "auto", key: "k", value: String(i) })).offset);
    }
    expect(offsets).toEqual([0n, 1n, -1n]);
    // Closed only now: brokers before 0.10.2 drop a request that arrives together with the end of its connection.
    expect(await kafka().consoleConsume("auto", { maxMessages: 3 })).toEqual(["0", "1", "2"]);
    await Promise.all(producers.map((producer) => producer.close()));
  });

  afterAll(() => saveResult({ kafka: name, magic, codecs: results }));
});

/** As the console consumer of any generation prints it with print.key. */
function printed(topic: string, n: number): string {
  const { key, value } = numberedRecord(topic, n);
  return `${key ?? "null"}\t${value}`;
}
