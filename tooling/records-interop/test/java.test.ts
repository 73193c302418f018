import { endTransactionMarker, readBatches, readControlMarkers } from "@k/records";
import { beforeAll, describe, expect, test } from "vitest";
import { javaRecords } from "../src/java-records.js";
import { readCase, writeCase } from "../src/our-records.js";
import { recordCases, specialCases } from "../src/record-cases.js";
import {
  firstDifference,
  formatBytes,
  formatCase,
  type PlainRecord,
  parseBytes,
  parseRecords,
} from "../src/record-text.js";

const cases = [...recordCases(), ...specialCases()];
let theirBytes: Map<string, Buffer>;
let theirReading: Map<string, PlainRecord[] | string>;
let markers: Map<string, Buffer>;

// One JVM for all of them: starting it takes longer than its work.
beforeAll(async () => {
  const java = await javaRecords();
  theirBytes = parseBytes(await java.write(cases.map(formatCase).join("")));
  theirReading = parseRecords(await java.read(cases.map((one) => formatBytes(one.name, writeCase(one))).join("")));
  markers = parseBytes(await java.markers());
});

describe.each(cases.map((one) => [one.name, one] as const))("%s", (name, one) => {
  test("Java reads what we wrote", () => {
    expect(firstDifference(theirReading.get(name), one.records)).toBeUndefined();
  });

  test("we read what Java wrote", () => {
    const bytes = theirBytes.get(name) as Buffer;
    expect(firstDifference(readCase(bytes), one.records)).toBeUndefined();
    const [batch] = readBatches(bytes);
    expect(batch).toMatchObject({ magic: one.magic, compression: one.codec });
    if (one.producer) {
      expect(batch).toMatchObject({
        producerId: one.producer.id,
        producerEpoch: one.producer.epoch,
        baseSequence: one.producer.sequence,
        isTransactional: true,
      });
    }
  });

  // Compressors differ from library to library.
  if (one.codec === "none") {
    test("both write the same bytes", () => {
      expect(writeCase(one).equals(theirBytes.get(name) as Buffer)).toBe(true);
    });
  }
});

test("ends of transactions: the same bytes, the same meaning", () => {
  for (const type of ["COMMIT", "ABORT"] as const) {
    const theirs = markers.get(type) as Buffer;
    const marker = {
      type,
      baseOffset: 15n,
      timestampMs: 1234,
      producerId: 23_423n,
      producerEpoch: 145,
      coordinatorEpoch: 2,
    };
    expect(Buffer.from(endTransactionMarker(marker)).equals(theirs)).toBe(true);
    const [batch] = readBatches(theirs);
    expect(batch && readControlMarkers(batch)).toMatchObject([{ type, coordinatorEpoch: 2, offset: 15n }]);
  }
});
