/**
 * The golden files of @k/records are what Java and kafka-python write. `npm run golden` writes them anew; here they are
 * compared with what both write today, where that does not depend on the day or on a compressor.
 */

import { mkdir, readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, test } from "vitest";
import { annotate } from "../src/annotate.js";
import { javaRecords } from "../src/java-records.js";
import { pythonRecords } from "../src/python-records.js";
import { recordCases, specialCases } from "../src/record-cases.js";
import { formatCase, parseBytes, type RecordCase } from "../src/record-text.js";

const folder = fileURLToPath(new URL("../../../packages/records/test/golden", import.meta.url));
const writing = process.env.K_WRITE_GOLDEN === "1";

/** Small ones only: golden files are for reading. */
const CONTENTS = /headers|nulls|unicode|odd timestamps|transactional|LogAppendTime|absolute offsets/;
const small = (one: RecordCase): RecordCase => ({ ...one, records: one.records.slice(0, 4) });
const javaCases = [...recordCases(), ...specialCases()].filter(({ name }) => CONTENTS.test(name)).map(small);
const pythonCases = recordCases()
  .filter(({ name }) => /headers|nulls|unicode/.test(name))
  .map(small);

const fileOf = (writer: string, { name }: RecordCase) => `${writer} ${name}.hex`.replaceAll(" ", "-");
const titleOf = (writer: string, { name, records }: RecordCase) =>
  `${name}: ${records.length} records, written by ${writer}.`;

describe("golden files", () => {
  const written = new Map<string, string>();
  const skipped: string[] = [];

  beforeAll(async () => {
    const java = await javaRecords();
    const javaBytes = parseBytes(await java.write(javaCases.map(formatCase).join("")));
    for (const one of javaCases) {
      written.set(fileOf("java", one), annotate(titleOf(java.name, one), javaBytes.get(one.name) as Buffer));
    }
    for (const [type, bytes] of parseBytes(await java.markers())) {
      written.set(
        `java-control-${type}.hex`,
        annotate(`End of a transaction, ${type}, written by ${java.name}.`, bytes),
      );
    }
    const python = await pythonRecords();
    if ("missing" in python) {
      skipped.push(python.missing);
    } else {
      const pythonBytes = parseBytes(await python.write(pythonCases.map(formatCase).join("")));
      for (const one of pythonCases) {
        written.set(
          fileOf("kafka-python", one),
          annotate(titleOf(python.name, one), pythonBytes.get(one.name) as Buffer),
        );
      }
    }
    if (writing) await writeAll(written);
  });

  test("are what Java and kafka-python write today", async () => {
    for (const reason of skipped) console.warn(`SKIPPED: ${reason}`);
    expect(written.size).toBeGreaterThan(30);
    for (const [file, text] of written) {
      // gzip members carry the time of day in kafka-python, and compressors change between versions.
      if (file.startsWith("kafka-python") && !file.includes("-none-")) continue;
      expect(await readFile(`${folder}/${file}`, "utf8"), file).toBe(text);
    }
  });
});

async function writeAll(written: ReadonlyMap<string, string>): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const [file, text] of written) await writeFile(`${folder}/${file}`, text);
  const expected = [
    ...javaCases.map((one) => [fileOf("java", one), one] as const),
    ...pythonCases.map((one) => [fileOf("kafka-python", one), one] as const),
  ].flatMap(([file, { records }]) =>
    records.map(({ offset, timestamp, key, value, headers }) =>
      [file, offset, timestamp, key, value, ...headers].join("\t"),
    ),
  );
  const head = "# file, offset, timestamp, key, value, headers: hex, - for null";
  await writeFile(`${folder}/records.tsv`, `${[head, ...expected].join("\n")}\n`);
}
