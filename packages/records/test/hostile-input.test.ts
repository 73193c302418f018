/**
 * Every truncation and every single flipped bit of a valid buffer ends in a value or a typed error, soon and in
 * little memory. The long random run over the same readers is `npm run fuzz`.
 */

import { KafkaError } from "@k/protocol/wire";
import { describe, expect, test } from "vitest";
import {
  type CompressionType,
  convertRecords,
  createRecordsBuilder,
  endTransactionMarker,
  type Magic,
  readBatches,
  readControlMarkers,
  splitBatch,
} from "../src/index.js";

const LIMIT = { maxDecompressedBytes: 1 << 20 };

/** Reads everything there is to read, in every way. */
function readAll(bytes: Uint8Array, validateCrc: boolean): void {
  for (const batch of readBatches(bytes, { ...LIMIT, validateCrc })) {
    void [batch.baseOffset, batch.lastOffset, batch.timestampType, batch.isCrcValid, batch.deleteHorizonMs];
    for (const { offset, timestampMs, key, value, headers, sequence } of batch) {
      void [offset, timestampMs, key, value, headers, sequence];
    }
    if (batch.isControl) readControlMarkers(batch);
    else if (batch.sizeInBytes < 2000) splitBatch(batch, { sizeLimitBytes: 100, compression: "none" });
  }
  for (const magic of [0, 1, 2] as const) convertRecords(bytes, { ...LIMIT, validateCrc, magic, compression: "none" });
}

function endsWell(bytes: Uint8Array): void {
  for (const validateCrc of [true, false]) {
    try {
      readAll(bytes, validateCrc);
    } catch (error) {
      if (!(error instanceof KafkaError))
        throw new Error(`untyped: ${Buffer.from(bytes).toString("hex")}`, { cause: error });
    }
  }
}

function sample(magic: Magic, compression: CompressionType): Buffer {
  const builder = createRecordsBuilder({ magic, compression, sizeLimitBytes: 4096 });
  for (let i = 0; i < 4; i++) {
    builder.append(
      1_700_000_000_000 + i,
      i % 2 ? null : "key",
      i === 3 ? null : "value ".repeat(12),
      magic === 2 && i < 2 ? [{ key: "h", value: i ? null : "v" }] : [],
    );
  }
  return Buffer.from(builder.close());
}

const samples: [string, Buffer][] = [
  [
    "a control batch",
    Buffer.from(
      endTransactionMarker({
        type: "ABORT",
        baseOffset: 1n,
        timestampMs: 1,
        producerId: 1n,
        producerEpoch: 1,
        coordinatorEpoch: 1,
      }),
    ),
  ],
];
for (const magic of [0, 1, 2] as const) {
  for (const compression of ["none", "gzip", "snappy", "lz4", "zstd"] as const) {
    if (compression !== "zstd" || magic === 2)
      samples.push([`magic ${magic} ${compression}`, sample(magic, compression)]);
  }
}

describe.each(samples)("%s", (_, valid) => {
  test("is valid", () => readAll(valid, true));

  test("every truncation", () => {
    for (let length = 0; length <= valid.length; length++) endsWell(valid.subarray(0, length));
  });

  test("every single flipped bit", () => {
    const bytes = Buffer.from(valid);
    for (let bit = 0; bit < valid.length * 8; bit++) {
      bytes[bit >> 3]! ^= 1 << (bit & 7);
      endsWell(bytes);
      bytes[bit >> 3]! ^= 1 << (bit & 7);
    }
    expect(bytes.equals(valid)).toBe(true);
  });
});

test("a count far beyond the bytes does not allocate", () => {
  const bytes = Buffer.from(sample(2, "none"));
  bytes.writeInt32BE(2 ** 31 - 1, 57);
  const before = process.memoryUsage().heapUsed;
  endsWell(bytes);
  expect(process.memoryUsage().heapUsed - before).toBeLessThan(16 << 20);
});
