/** The segment of examples/records-write-segment, read by Kafka's DumpLogSegments. */

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { defaultVersion, fetchJars, findJava, resolveVersion, runProgram } from "@k/kafka-tooling";
import { afterAll, beforeAll, expect, test } from "vitest";

const example = fileURLToPath(new URL("../../../examples/records-write-segment/write.mjs", import.meta.url));
const RECORDS = 10_000;
let folder: string;
let dumped: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "segment-"));
  await runProgram(process.execPath, [example, folder, String(RECORDS)]);
  const jars = await fetchJars(resolveVersion(defaultVersion));
  const log = join(folder, "00000000000000000000.log");
  const args = ["--deep-iteration", "--print-data-log", "--files", log];
  dumped = await runProgram(await findJava(), [
    "-cp",
    join(jars, "*"),
    "org.apache.kafka.tools.DumpLogSegments",
    ...args,
  ]);
});
afterAll(() => rm(folder, { recursive: true }));

test("every batch is valid and every record is there, in order", () => {
  const batches = dumped.split("\n").filter((line) => line.startsWith("baseOffset:"));
  expect(batches.length).toBeGreaterThan(10);
  for (const line of batches) expect(line).toMatch(/isvalid: true/);
  const offsets = [...dumped.matchAll(/^\| offset: (\d+) .*payload: (\{.*\})$/gm)].map(([, offset, payload]) => [
    Number(offset),
    JSON.parse(payload ?? "").id,
  ]);
  expect(offsets).toEqual(Array.from({ length: RECORDS }, (_, i) => [i, i]));
});

test("the index agrees with the log", async () => {
  const jars = await fetchJars(resolveVersion(defaultVersion));
  const index = join(folder, "00000000000000000000.index");
  const text = await runProgram(await findJava(), [
    "-cp",
    join(jars, "*"),
    "org.apache.kafka.tools.DumpLogSegments",
    "--verify-index-only",
    "--files",
    index,
  ]);
  expect(text).not.toMatch(/mismatch|not in|corrupt|error/i);
});
