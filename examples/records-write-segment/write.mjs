// Builds batches and writes a log segment with its offset index, which a broker starts from and Kafka's DumpLogSegments accepts:
//
//   node write.mjs FOLDER [RECORDS]

import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { RecordBatchBuilder, readBatches, setPartitionLeaderEpoch } from "@k/records";

const [folder = "segment", records = "10000"] = process.argv.slice(2);

const batches = [];
let builder = open(0n);
for (let i = 0; i < Number(records); i++) {
  const value = JSON.stringify({ id: i, name: `user ${i % 997}` });
  const headers = i % 100 === 0 ? [{ key: "origin", value: "write.mjs" }] : [];
  if (builder.append(1_764_000_000_000 + i, `user-${i % 997}`, value, headers) === null) {
    // Full: the next batch begins with the offset that did not fit.
    batches.push(builder.close());
    builder = open(BigInt(i));
    builder.append(1_764_000_000_000 + i, `user-${i % 997}`, value, headers);
  }
}
if (builder.count > 0) batches.push(builder.close());
// What brokers do on append; it is outside the checksum.
for (const batch of batches) setPartitionLeaderEpoch(batch, 0);

await mkdir(folder, { recursive: true });
await writeFile(join(folder, "00000000000000000000.log"), Buffer.concat(batches));
await writeFile(join(folder, "00000000000000000000.index"), indexOf(batches));
console.log(
  `${records} records in ${batches.length} batches, ${batches.reduce((sum, { length }) => sum + length, 0)} bytes`,
);

function open(baseOffset) {
  return new RecordBatchBuilder({ sizeLimitBytes: 16_384, compression: "gzip", baseOffset });
}

// relativeOffset int32, position int32: of the last offset of a batch and where that batch starts, every 4 KiB or so.
function indexOf(written) {
  const entries = [];
  let position = 0;
  let indexed = 0;
  for (const bytes of written) {
    const [batch] = readBatches(bytes);
    if (position - indexed > 4096) {
      const entry = Buffer.alloc(8);
      entry.writeInt32BE(Number(batch.lastOffset));
      entry.writeInt32BE(position, 4);
      entries.push(entry);
      indexed = position;
    }
    position += bytes.length;
  }
  return Buffer.concat(entries);
}
