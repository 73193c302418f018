// Exports the records of a log segment as NDJSON, a batch at a time: node export.mjs 00000000000000000000.log > records.ndjson
//
// Without a file it writes a small segment of every format first and exports that. Of a file only one batch is in memory.

import { createReadStream } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createRecordsBuilder, readBatches } from "@k/records";

const [file] = process.argv.slice(2);
if (file !== undefined) await exportSegment(file);
else await withSampleSegment(exportSegment);

async function exportSegment(path) {
  // The pipeline reads no faster than the lines are taken, and ends with the first error of either side.
  await pipeline(Readable.from(linesOf(path)), process.stdout, { end: false }).catch((error) => {
    if (error.code === "EPIPE" || error.code === "ERR_STREAM_PREMATURE_CLOSE") return; // `| head` has seen enough
    console.error(`${path}: ${error.message}`);
    process.exitCode = 1;
  });
}

async function* linesOf(path) {
  let pending = Buffer.alloc(0);
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) {
    const bytes = pending.length === 0 ? chunk : Buffer.concat([pending, chunk]);
    const reader = readBatches(bytes);
    for (const batch of reader) {
      // Markers of transactions and of KRaft are for readers of logs, not data.
      if (!batch.isControl) for (const record of batch) yield lineOf(record);
    }
    pending = bytes.subarray(reader.position); // a batch that goes on in the next chunk
  }
  // A broker that died while writing leaves half a batch; it will cut it off itself.
  if (pending.length > 0) console.error(`${pending.length} bytes at the end are not a whole batch`);
}

function lineOf({ offset, timestampMs, key, value, headers }) {
  // Bytes that are no UTF-8 become replacement characters; a tool for them would choose base64.
  const text = (bytes) => (bytes === null ? null : Buffer.from(bytes).toString());
  const line = {
    offset: Number(offset),
    timestamp: timestampMs,
    key: text(key),
    value: text(value),
    headers: headers.map((header) => ({ key: header.key, value: text(header.value) })),
  };
  return `${JSON.stringify(line)}\n`;
}

async function withSampleSegment(use) {
  const folder = await mkdtemp(join(tmpdir(), "segment-"));
  try {
    const path = join(folder, "00000000000000000000.log");
    const parts = [0, 1, 2].map((magic) => {
      const builder = createRecordsBuilder({
        magic,
        sizeLimitBytes: 4096,
        compression: "gzip",
        baseOffset: BigInt(magic * 50),
      });
      for (let i = 0; i < 50; i++) builder.append(1_764_000_000_000 + i, `key-${i % 5}`, `written as magic ${magic}`);
      return builder.close();
    });
    await writeFile(path, Buffer.concat(parts));
    await use(path);
  } finally {
    await rm(folder, { recursive: true });
  }
}
