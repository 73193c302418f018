/** Bytes that Kafka's Java code and kafka-python wrote, committed with a line a field, are read to what went in. */

import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import {
  endTransactionMarker,
  type KafkaRecord,
  MessageSetBuilder,
  RecordBatch,
  RecordBatchBuilder,
  readBatches,
  readControlMarkers,
} from "../src/index.js";

interface ExpectedRecord {
  readonly offset: string;
  readonly timestamp: string;
  readonly key: string;
  readonly value: string;
  readonly headers: readonly string[];
}

const folder = new URL("./golden/", import.meta.url);
const expected = new Map<string, ExpectedRecord[]>();
for (const line of readFileSync(new URL("records.tsv", folder), "utf8").split("\n")) {
  if (line === "" || line.startsWith("#")) continue;
  const [file = "", offset = "", timestamp = "", key = "", value = "", ...headers] = line.split("\t");
  if (!expected.has(file)) expected.set(file, []);
  expected.get(file)?.push({ offset, timestamp, key, value, headers });
}
const files = readdirSync(folder).filter((file) => file.endsWith(".hex"));

/** Everything but comments and space. */
function load(file: string): Buffer {
  const text = readFileSync(new URL(file, folder), "utf8");
  return Buffer.from(text.replace(/#.*$/gm, "").replace(/\s/g, ""), "hex");
}

const hex = (bytes: Uint8Array | null) => (bytes === null ? "-" : Buffer.from(bytes).toString("hex"));
const unhex = (text: string) => (text === "-" ? null : Buffer.from(text, "hex"));

function plain({ offset, timestampMs, key, value, headers }: KafkaRecord): ExpectedRecord {
  return {
    offset: String(offset),
    timestamp: String(timestampMs),
    key: hex(key),
    value: hex(value),
    headers: headers.map((header) => `${hex(Buffer.from(header.key))}=${hex(header.value)}`),
  };
}

describe.each([...expected.keys()])("%s", (file) => {
  const bytes = load(file);
  const records = expected.get(file) as ExpectedRecord[];
  const batches = [...readBatches(bytes)];

  test("is read, checksums included", () => {
    for (const batch of batches) expect(batch.isCrcValid).toBe(true);
    expect(batches.flatMap((batch) => [...batch].map(plain))).toEqual(records);
  });

  const [first] = batches;
  if (first?.compression !== "none") return;
  test("is written the same way", () => {
    const logAppend = first.timestampType === "LogAppendTime" ? { logAppendTimeMs: first.maxTimestampMs } : {};
    const options = { sizeLimitBytes: 4096, baseOffset: BigInt((records[0] as ExpectedRecord).offset), ...logAppend };
    const builder =
      first instanceof RecordBatch
        ? new RecordBatchBuilder({
            ...options,
            transactional: first.isTransactional,
            partitionLeaderEpoch: first.partitionLeaderEpoch,
          })
        : new MessageSetBuilder({ magic: first.magic as 0 | 1, ...options });
    if (builder instanceof RecordBatchBuilder)
      builder.setProducerState(first.producerId, first.producerEpoch, first.baseSequence);
    // The times that the stamp of LogAppendTime hides stand in the deltas.
    const times =
      first instanceof RecordBatch && first.timestampType === "LogAppendTime"
        ? ownTimes(first)
        : records.map(({ timestamp }) => Number(timestamp));
    for (const [i, { key, value, headers }] of records.entries()) {
      const rows = headers.map((header) => {
        const [name = "", data = ""] = header.split("=");
        return { key: String(unhex(name)), value: unhex(data) };
      });
      builder.append(times[i] as number, unhex(key), unhex(value), rows);
    }
    expect(hex(builder.close())).toBe(hex(bytes));
  });
});

function ownTimes(batch: RecordBatch): number[] {
  const bytes = Buffer.from(batch.bytes);
  bytes.writeInt16BE(batch.attributes & ~8, 21);
  return [...new RecordBatch(bytes, { validateCrc: false })].map(({ timestampMs }) => timestampMs);
}

test.each(["COMMIT", "ABORT"] as const)("java-control-%s.hex, both ways", (type) => {
  const bytes = load(`java-control-${type}.hex`);
  const marker = { type, baseOffset: 15n, timestampMs: 1234, coordinatorEpoch: 2 };
  expect(readControlMarkers(new RecordBatch(bytes))).toMatchObject([
    { type, offset: 15n, timestampMs: 1234, coordinatorEpoch: 2 },
  ]);
  expect(hex(endTransactionMarker({ ...marker, producerId: 23_423n, producerEpoch: 145 }))).toBe(hex(bytes));
});

test("every codec of every magic is there, from both writers", () => {
  const found = new Set(files.map((file) => /(java|kafka-python)-(v\d-\w+)-/.exec(file)?.slice(1).join(" ")));
  for (const writer of ["java", "kafka-python"]) {
    for (const kind of [
      "v0-none",
      "v0-gzip",
      "v0-snappy",
      "v0-lz4",
      "v1-none",
      "v1-gzip",
      "v1-snappy",
      "v1-lz4",
      "v2-none",
      "v2-gzip",
      "v2-snappy",
      "v2-lz4",
      "v2-zstd",
    ]) {
      expect(found).toContain(`${writer} ${kind}`);
    }
  }
});
