import { beforeAll, describe, expect, test } from "vitest";
import { readCase, writeCase } from "../src/our-records.js";
import { pythonRecords } from "../src/python-records.js";
import { recordCases } from "../src/record-cases.js";
import {
  firstDifference,
  formatBytes,
  formatCase,
  type PlainRecord,
  parseBytes,
  parseRecords,
} from "../src/record-text.js";

const cases = recordCases();
const python = await pythonRecords();
if ("missing" in python) console.warn(`SKIPPED: ${python.missing}`);

describe.skipIf("missing" in python)("kafka-python", () => {
  let theirBytes: Map<string, Buffer>;
  let theirReading: Map<string, PlainRecord[] | string>;

  beforeAll(async () => {
    if ("missing" in python) return;
    theirBytes = parseBytes(await python.write(cases.map(formatCase).join("")));
    theirReading = parseRecords(await python.read(cases.map((one) => formatBytes(one.name, writeCase(one))).join("")));
  });

  describe.each(cases.map((one) => [one.name, one] as const))("%s", (name, one) => {
    test("kafka-python reads what we wrote", () => {
      expect(firstDifference(theirReading.get(name), one.records)).toBeUndefined();
    });

    test("we read what kafka-python wrote", () => {
      expect(firstDifference(readCase(theirBytes.get(name) as Buffer), one.records)).toBeUndefined();
    });
  });
});
