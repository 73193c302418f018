/** Segments of real brokers: `ktool dump --deep` agrees with that Kafka's own DumpLogSegments record for record. */

import { execFile } from "node:child_process";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { type KafkaCluster, startKafka } from "@k/kafka-tooling";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { compareDumps } from "../src/compare-dumps.js";
import { javaWrites, utf8Flags } from "../src/java-writes.js";

const ktool = fileURLToPath(new URL("./dist/bin.js", import.meta.resolve("@k/cli/package.json")));

// The last of each format: message sets v0 and v1, record batches, and the two ways to coordinate.
describe.each(["0.8.2", "0.10.2", "0.11", "2.8", "4"])("segments of Kafka %s", (version) => {
  let kafka: KafkaCluster;
  let segments: string[];
  let written: number;

  beforeAll(async () => {
    kafka = await startKafka({ version });
    // The smallest segment that every version allows, so that there is more than one.
    await kafka.createTopic("t", { config: { "segment.bytes": 1024 * 1024 } });
    written = await javaWrites(kafka, "t");
    const folder = join(kafka.brokers[0]!.dataFolder, "t-0");
    segments = (await readdir(folder)).filter((file) => file.endsWith(".log")).map((file) => join(folder, file));
  });
  afterAll(() => kafka?.stop());

  test("each record and each batch is what Kafka's own tool says", async () => {
    let records = 0;
    for (const segment of segments.sort()) {
      const comparison = compareDumps(await kafkaDump(kafka, segment), await ktoolDump(segment));
      expect(comparison.differences).toEqual([]);
      records += comparison.records;
      console.log(
        `${kafka.kafka.name}: ${comparison.records} records in ${comparison.batches} batches, ${comparison.facts} facts compared`,
      );
    }
    expect(records).toBe(written);
  });

  test("a flipped bit is corruption, named with the byte where its batch begins", async () => {
    const bytes = await readFile(segments[0]!);
    const secondAt = 12 + bytes.readInt32BE(8);
    const secondEnd = secondAt + 12 + bytes.readInt32BE(secondAt + 8);
    bytes[secondEnd - 1]! ^= 1;
    const damaged = join(kafka.folder, "damaged.log");
    await writeFile(damaged, bytes);
    await expect(run(process.execPath, [ktool, "dump", damaged])).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining(`corrupt at byte ${secondAt}:`),
    });
  });
});

const run = promisify(execFile);

async function ktoolDump(segment: string): Promise<string> {
  const { stdout } = await run(process.execPath, [ktool, "dump", "--deep", "--format", "json", segment], {
    maxBuffer: 1 << 28,
  });
  return stdout;
}

async function kafkaDump({ runTool, classes }: KafkaCluster, segment: string): Promise<string> {
  const args = ["--files", segment, "--print-data-log", "--deep-iteration"];
  return (await runTool(classes.dumpLog, args, { flags: utf8Flags })).stdout;
}
