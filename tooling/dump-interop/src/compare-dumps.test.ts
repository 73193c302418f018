import { expect, test } from "vitest";
import { compareDumps } from "./compare-dumps.js";

const kafka = [
  "Dumping /x/0.log",
  "baseOffset: 4 lastOffset: 5 count: 2 compresscodec: GZIP",
  "| offset: 4 sequence: -1 headerKeys: [a,b] key: k payload: v w",
  "| offset: 5 sequence: -1 headerKeys: [] payload: ",
].join("\n");
const batch = { type: "batch", baseOffset: 4, lastOffset: 5, count: 2, compression: "gzip", magic: 2 };
const records = [
  { type: "record", offset: 4, sequence: -1, headers: [{ key: "a" }, { key: "b" }], key: "k", value: "v w" },
  { type: "record", offset: 5, sequence: -1, headers: [], key: null, value: "" },
];
const differences = (...lines: readonly object[]) =>
  compareDumps(kafka, lines.map((line) => JSON.stringify(line)).join("\n")).differences;

test("the same facts in other words", () => {
  expect(differences(batch, ...records)).toEqual([]);
});

test("every other fact is a difference", () => {
  expect(differences({ ...batch, count: 3 }, records[0]!, { ...records[1], value: "x", offset: 6 })).toEqual([
    "batch 0, count: Kafka says 2, ktool 3",
    "record 1, offset: Kafka says 5, ktool 6",
    "record 1, payload: Kafka says , ktool x",
  ]);
});

test("a record too few is a difference", () => {
  expect(differences(batch, records[0]!)[0]).toBe("2 records, ktool 1");
});

test("a fact that nobody here knows is a difference: it would not be compared", () => {
  expect(
    compareDumps("| offset: 4 colour: red", [batch, records[0]].map((line) => JSON.stringify(line)).join("\n")),
  ).toMatchObject({
    differences: ["record 0, colour: Kafka says red, ktool undefined"],
  });
});
