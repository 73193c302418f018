// ns per record of reading a batch, checksum included: npm run bench:micro -w @k/records bench/record-iterator.bench.mjs
// CPU time, best of several rounds, so that a busy machine changes little.

import { RecordBatchBuilder, readRecords } from "@k/records";
import { overrideNativeCrc32 } from "../src/checksum/index.js";

function batchOf(valueBytes, headers = []) {
  const builder = new RecordBatchBuilder({ sizeLimitBytes: 65_536 });
  const value = Buffer.alloc(valueBytes, "x");
  while (builder.append(1_700_000_000_000 + builder.count, "key-000123", value, headers) !== null) {}
  return { bytes: Buffer.from(builder.close()), count: builder.count };
}

const headers = [
  { key: "trace-id", value: "4bf92f3577b34da6a3ce929d0e0e4736" },
  { key: "h", value: null },
];
const batches = { "100 B": batchOf(100), "100 B, 2 headers": batchOf(100, headers), "1 KiB": batchOf(1024) };

const reads = {
  "every field": (bytes) => {
    let sum = 0;
    for (const { offset, timestampMs, key, value, headers: list } of readRecords(bytes)) {
      sum += key.length + value.length + list.length + (timestampMs & 1) + (offset === 0n ? 1 : 0);
    }
    return sum;
  },
  "values only": (bytes) => {
    let sum = 0;
    for (const { value } of readRecords(bytes)) sum += value.length;
    return sum;
  },
};

function round(read, { bytes, count }) {
  const start = process.cpuUsage();
  for (let n = 0; n < 100; n++) read(bytes);
  const { user, system } = process.cpuUsage(start);
  return ((user + system) * 1000) / (100 * count);
}

const best = {};
for (const [checksum, undo] of [
  ["JavaScript CRC", overrideNativeCrc32(undefined)],
  ["native CRC", undefined],
]) {
  for (let i = 0; i < 12; i++) {
    for (const [what, read] of Object.entries(reads)) {
      for (const [size, batch] of Object.entries(batches)) {
        const row = `${size}, ${what}`;
        best[row] ??= {};
        best[row][checksum] = Math.min(best[row][checksum] ?? Number.POSITIVE_INFINITY, Math.round(round(read, batch)));
      }
    }
  }
  undo?.();
}
console.table(best);
