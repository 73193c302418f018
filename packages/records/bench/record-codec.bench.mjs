// ns per record of RecordBatchBuilder.append, checksum included: npm run bench:micro -w @k/records bench/record-codec.bench.mjs
// CPU time, best of several rounds, so that a busy machine changes little.

import { RecordBatchBuilder } from "@k/records";
import { overrideNativeCrc32 } from "../src/checksum/index.js";

const limit = 65_536;
const buffer = Buffer.allocUnsafeSlow(limit);
const key = "key-000123";
const value = "x".repeat(100);
const small = Buffer.from(value);
const smallKey = Buffer.from(key);
const large = Buffer.alloc(1024, "x");
const headers = [
  { key: "trace-id", value: "4bf92f3577b34da6a3ce929d0e0e4736" },
  { key: "h", value: null },
];

const cases = {
  "100 B bytes, no key": (batch, time) => batch.append(time, null, small),
  "100 B bytes, bytes key": (batch, time) => batch.append(time, smallKey, small),
  "100 B bytes, string key": (batch, time) => batch.append(time, key, small),
  "100 B string, string key": (batch, time) => batch.append(time, key, value),
  "100 B Cyrillic, string key": (batch, time) => batch.append(time, key, cyrillic),
  "100 B bytes, 2 headers": (batch, time) => batch.append(time, key, small, headers),
  "1 KiB bytes, string key": (batch, time) => batch.append(time, key, large),
};
const cyrillic = "ж".repeat(50);

function round(append) {
  let count = 0;
  const start = process.cpuUsage();
  for (let n = 0; n < 300; n++) {
    const batch = new RecordBatchBuilder({ sizeLimitBytes: limit, buffer });
    let time = 1_700_000_000_000;
    while (append(batch, time++) !== null) {}
    batch.close();
    count += batch.count;
  }
  const { user, system } = process.cpuUsage(start);
  return ((user + system) * 1000) / count;
}

const best = {};
for (const [checksum, undo] of [
  ["JavaScript CRC", overrideNativeCrc32(undefined)],
  ["native CRC", undefined],
]) {
  for (let i = 0; i < 8; i++) {
    for (const [name, append] of Object.entries(cases)) {
      best[name] ??= {};
      best[name][checksum] = Math.min(best[name][checksum] ?? Number.POSITIVE_INFINITY, Math.round(round(append)));
    }
  }
  undo?.();
}
console.table(best);
