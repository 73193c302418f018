/** Encodes batches of 100 records with one client's encoder, checksum included. Answers with ns per record. */
import { setImmediate } from "node:timers/promises";
import { corpus } from "../corpus.mjs";

const { module, sizeInBytes, warmUpMs, measureMs } = JSON.parse(process.argv[2]);
const { encode, values: form } = await import(new URL(module, import.meta.url));
const recordsPerBatch = 100;
const lines = corpus({ sizeInBytes }).map((line) => (form === "buffer" ? Buffer.from(line) : line));
const batches = Array.from({ length: 40 }, (_, index) =>
  lines.slice(index * recordsPerBatch, (index + 1) * recordsPerBatch),
);

const bytes = Buffer.from(await encode(batches[0], Date.now()));
if (bytes[16] !== 2 || bytes.readInt32BE(57) !== recordsPerBatch) throw new Error("not a batch of 100 records");

await encodeFor(warmUpMs);
const cpuBefore = process.cpuUsage();
const { nsPerRecord, count } = await encodeFor(measureMs);
const { user, system } = process.cpuUsage(cpuBefore);
process.send({ nsPerRecord, cpuMicrosPerRecord: (user + system) / count });
process.disconnect();

async function encodeFor(durationMs) {
  const now = Date.now();
  const start = performance.now();
  let count = 0;
  while (performance.now() - start < durationMs) {
    for (const batch of batches) {
      const encoded = encode(batch, now);
      if (encoded instanceof Promise) await encoded;
      count += batch.length;
    }
    await setImmediate();
  }
  return { nsPerRecord: ((performance.now() - start) * 1e6) / count, count };
}
