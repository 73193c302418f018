/** What is written and read: every magic with every codec it knows, each with records that are hard in their own way. */

import type { CompressionType, Magic } from "@k/records";
import type { PlainRecord, RecordCase } from "./record-text.js";

const CODECS: Record<Magic, readonly CompressionType[]> = {
  0: ["none", "gzip", "snappy", "lz4"],
  1: ["none", "gzip", "snappy", "lz4"],
  2: ["none", "gzip", "snappy", "lz4", "zstd"],
};

type Row = readonly [
  timestamp: number,
  key: string | null,
  value: string | Buffer | null,
  headers?: readonly (readonly [string, string | null])[],
];

const NOW = 1_764_000_000_000;
const range = (count: number) => Array.from({ length: count }, (_, i) => i);

const CONTENTS: Record<string, readonly Row[]> = {
  simple: range(20).map((i) => [NOW + i, `key-${i}`, `value number ${i}`]),
  headers: range(5).map((i) => [
    NOW + i,
    "k",
    `v${i}`,
    [
      ["trace-id", `4bf92f35${i}`],
      ["twice", "1"],
      ["twice", "2"],
      ["null", null],
      ["", ""],
      ["ключ", "значение"],
    ],
  ]),
  nulls: [
    [NOW, null, null],
    [NOW, "tombstone", null],
    [NOW, null, "no key"],
  ],
  empty: [
    [NOW, "", ""],
    [NOW, "", "x"],
    [NOW, "x", ""],
  ],
  // Half of it compresses, half of it does not.
  "1 MiB value": [
    [
      NOW,
      "big",
      Buffer.from(range(1 << 20).map((i) => (i < 1 << 19 ? (i >> 3) & 0x1f : Math.imul(i, 2_654_435_761) >>> 24))),
    ],
  ],
  unicode: [
    [NOW, "ключ", "значение с пробелами"],
    [NOW, "鍵", "値は日本語です"],
    [NOW, "🦉", "émoji 🎉 mixed 👩‍👩‍👧 with text"],
  ],
  "10,000 records": range(10_000).map((i) => [
    NOW + Math.floor(i / 10),
    i % 3 ? `user-${i % 997}` : null,
    `{"id":${i},"name":"user ${i % 997}"}`,
  ]),
  // Java takes no negative timestamp but -1, and compares nothing with the clock.
  "odd timestamps": (
    [
      NOW,
      0,
      1,
      -1,
      2 ** 31,
      2 ** 31 + 1,
      NOW + 2 ** 31 + 5,
      NOW - 2 ** 32,
      2 ** 42,
      Number.MAX_SAFE_INTEGER,
      5,
    ] as const
  ).map((timestamp, i) => [timestamp, `k${i}`, "value ".repeat(5)]),
};

/** Headers exist in magic 2 only. */
export function recordCases(): RecordCase[] {
  const cases: RecordCase[] = [];
  for (const magic of [0, 1, 2] as const) {
    for (const codec of CODECS[magic]) {
      for (const [content, rows] of Object.entries(CONTENTS)) {
        if (content === "headers" && magic < 2) continue;
        cases.push({
          name: `v${magic} ${codec} ${content}`,
          magic,
          codec,
          baseOffset: 0n,
          records: plain(rows, magic, 0n),
        });
      }
    }
  }
  return cases;
}

/** What only brokers and newer producers write; kafka-python's builder cannot. */
export function specialCases(): RecordCase[] {
  const simple = CONTENTS.simple as readonly Row[];
  const cases: RecordCase[] = [];
  for (const codec of CODECS[2]) {
    cases.push({
      name: `v2 ${codec} transactional`,
      magic: 2,
      codec,
      baseOffset: 1_000_000_000_000n,
      producer: { id: 9_007_199_254_740_993n, epoch: 32_766, sequence: 2_147_483_640 },
      transactional: true,
      records: plain(simple, 2, 1_000_000_000_000n),
    });
  }
  for (const magic of [1, 2] as const) {
    for (const codec of CODECS[magic]) {
      const records = plain(simple, magic, 500n).map((record) => ({ ...record, timestamp: "5555" }));
      cases.push({
        name: `v${magic} ${codec} LogAppendTime`,
        magic,
        codec,
        baseOffset: 500n,
        logAppendTimeMs: 5555,
        records,
      });
    }
  }
  for (const codec of CODECS[0]) {
    cases.push({
      name: `v0 ${codec} absolute offsets`,
      magic: 0,
      codec,
      baseOffset: 77n,
      records: plain(simple, 0, 77n),
    });
  }
  return cases;
}

function plain(rows: readonly Row[], magic: Magic, baseOffset: bigint): PlainRecord[] {
  return rows.map(([timestamp, key, value, headers = []], i) => ({
    offset: String(baseOffset + BigInt(i)),
    timestamp: String(magic === 0 ? -1 : timestamp),
    key: text(key),
    value: text(value),
    headers: headers.map(([name, data]) => `${text(name)}=${text(data)}`),
  }));
}

function text(value: string | Buffer | null): string {
  return value === null ? "-" : Buffer.from(value as string).toString("hex");
}
