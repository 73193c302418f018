// Random fuzzing of every reader: npm run fuzz -w @k/records -- --minutes 5 [--seed N] [--reader "magic 2"]
//
// Valid buffers are mutated (bits, bytes, interesting integers, cuts, splices, checksums made right again so that what
// is behind them is reached) and read whole. Anything but a value or a KafkaError, more than a second for one input, or
// memory beyond what an input may earn ends the run with exit code 1 and prints the input as hex.

import { setImmediate } from "node:timers/promises";
import { KafkaError } from "@k/protocol/wire";
import {
  convertRecords,
  crc32,
  crc32c,
  createRecordsBuilder,
  endTransactionMarker,
  readBatches,
  readControlMarkers,
  splitBatch,
} from "@k/records";
import { codecOf } from "../src/compression/index.js";

const argument = (name, fallback) => {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? fallback : Number(process.argv[at + 1]);
};
const minutes = argument("minutes", 1);
const seed = argument("seed", Date.now() % 2 ** 31);
const readerAt = process.argv.indexOf("--reader");
const wanted = readerAt < 0 ? "" : process.argv[readerAt + 1];

Error.stackTraceLimit = 0; // millions of errors are made here on purpose

const MAX_DECOMPRESSED_BYTES = 1 << 20;
const MAX_MS = 1000;
const TURN_MS = 25;
const MAX_RSS_GROWTH_BYTES = 512 << 20;

/** mulberry32: small, seeded, good enough to choose bytes with. */
let state = seed;
function random() {
  state = (state + 0x6d2b79f5) | 0;
  let t = Math.imul(state ^ (state >>> 15), 1 | state);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
}
const below = (limit) => Math.floor(random() * limit);
const pick = (list) => list[below(list.length)];

const TYPES = ["none", "gzip", "snappy", "lz4", "zstd"];
const NUMBERS = [0, 1, -1, 2, 127, 128, 255, 256, 0x7fff, 0x8000, 0x7fffffff, -0x80000000, 0x10000, 61, 49, 14, 12];

function sample(magic, compression) {
  const builder = createRecordsBuilder({
    magic,
    compression,
    sizeLimitBytes: 512 + below(2000),
    transactional: below(2) === 0,
  });
  for (let i = below(12); i >= 0; i--) {
    const key = below(3) === 0 ? null : "key ".repeat(below(4));
    const value = below(5) === 0 ? null : "value of a record ".repeat(below(8));
    const headers =
      magic === 2 && below(3) === 0
        ? [{ key: "h".repeat(below(5)), value: below(2) ? null : "x".repeat(below(9)) }]
        : [];
    builder.append(below(2) ? 1.7e12 + below(1e6) : below(2 ** 31) * (below(2) ? 1 : -1000), key, value, headers);
  }
  return Buffer.from(builder.close());
}

/** Valid buffers are kept for a while: compressing is slower than everything that is tested here. */
const pools = new Map();
function pooled(name, make) {
  let pool = pools.get(name);
  if (pool === undefined) {
    pool = Array.from({ length: 32 }, make);
    pools.set(name, pool);
  }
  if (below(300) === 0) pool[below(pool.length)] = make();
  return pick(pool);
}
const sampled = (magic, type) => pooled(`${magic} ${type}`, () => sample(magic, type));

const scratch = Buffer.allocUnsafeSlow(1 << 16);

/** Changes a few bytes of a copy, which the next call overwrites. */
function mutate(valid, other) {
  let length = valid.copy(scratch);
  for (let n = 1 + below(4); n > 0 && length > 0; n--) {
    const at = below(length);
    switch (below(8)) {
      case 0:
        scratch[at] ^= 1 << below(8);
        break;
      case 1:
        scratch[at] = below(256);
        break;
      case 2:
        if (at + 4 <= length) scratch.writeInt32BE(pick(NUMBERS), at);
        break;
      case 3:
        if (at + 2 <= length) scratch.writeInt16BE((pick(NUMBERS) << 16) >> 16, at);
        break;
      case 4:
        length = at;
        break;
      case 5: {
        // A piece of something else comes in between.
        const from = below(other.length + 1);
        const inserted = Math.min(other.length - from, scratch.length - length);
        scratch.copyWithin(at + inserted, at, length);
        other.copy(scratch, at, from, from + inserted);
        length += inserted;
        break;
      }
      case 6: {
        const removed = Math.min(below(9), length - at);
        scratch.copyWithin(at, at + removed, length);
        length -= removed;
        break;
      }
      default:
        scratch.fill(below(256), at, Math.min(length, at + below(12)));
    }
  }
  return scratch.subarray(0, length);
}

/** Sets size and checksum of the first entry right, so that what they guard is reached. */
function repair(bytes) {
  if (bytes.length < 34) return;
  bytes.writeInt32BE(bytes.length - 12, 8);
  if (bytes[16] === 2 && bytes.length >= 61) bytes.writeUInt32BE(crc32c(bytes.subarray(21)), 17);
  else if (bytes[16] < 2) bytes.writeUInt32BE(crc32(bytes.subarray(16)), 12);
}

const options = () => ({ maxDecompressedBytes: MAX_DECOMPRESSED_BYTES, validateCrc: below(2) === 0 });

const readers = {};
for (const magic of [0, 1, 2]) {
  for (const type of TYPES) {
    if (type === "zstd" && magic < 2) continue;
    readers[`magic ${magic} ${type}`] = {
      input() {
        const bytes = mutate(sampled(magic, type), sampled(below(3), "none"));
        if (below(4) > 0) repair(bytes);
        return bytes;
      },
      read: readEverything,
    };
  }
}
for (const type of TYPES.slice(1)) {
  const codec = codecOf(type);
  readers[`${type} alone`] = {
    input() {
      const valid = pooled(type, () => {
        const text = Buffer.from("some text to compress ".repeat(below(40)));
        return Buffer.from(codec.compress(text, { magic: 2 }));
      });
      return mutate(valid, valid);
    },
    read(bytes) {
      const size = codec.decompress(bytes, { magic: below(3), maxDecompressedBytes: MAX_DECOMPRESSED_BYTES }).length;
      if (size > MAX_DECOMPRESSED_BYTES) throw new Error(`${size} bytes came out`);
    },
  };
}
readers["control batch"] = {
  input() {
    const marker = {
      type: pick(["ABORT", "COMMIT"]),
      baseOffset: 1n,
      timestampMs: 1,
      producerId: 1n,
      producerEpoch: 1,
      coordinatorEpoch: 1,
    };
    const bytes = mutate(Buffer.from(endTransactionMarker(marker)), Buffer.from([1]));
    repair(bytes);
    return bytes;
  },
  read: readEverything,
};
readers["mixture of magics"] = {
  input: () =>
    mutate(
      Buffer.concat([
        sampled(0, pick(TYPES.slice(0, 4))),
        sampled(2, pick(TYPES)),
        sampled(1, pick(TYPES.slice(0, 4))),
      ]),
      sampled(2, "none"),
    ),
  read: readEverything,
};
readers["random bytes"] = {
  input: () => {
    const bytes = Buffer.from(Array.from({ length: below(200) }, () => below(256)));
    if (bytes.length > 16) bytes[16] = below(4);
    repair(bytes);
    return bytes;
  },
  read: readEverything,
};

function readEverything(bytes) {
  const how = options();
  for (const batch of readBatches(bytes, how)) {
    void [batch.baseOffset, batch.lastOffset, batch.timestampType, batch.deleteHorizonMs, batch.recordsCount];
    for (const { offset, timestampMs, key, value, headers, sequence, checksum } of batch) {
      void [offset, timestampMs, key, value, headers, sequence, checksum];
    }
    if (batch.isControl) readControlMarkers(batch);
    else if (below(16) === 0) splitBatch(batch, { sizeLimitBytes: 100, compression: "none" });
  }
  if (below(16) === 0) convertRecords(bytes, { ...how, magic: below(3), compression: "none" });
}

for (const name of Object.keys(readers)) if (!name.includes(wanted)) delete readers[name];
const counts = Object.fromEntries(
  Object.keys(readers).map((name) => [name, { inputs: 0, values: 0, "slowest ms": 0 }]),
);
const rssBefore = process.memoryUsage().rss;
const end = performance.now() + minutes * 60_000;
console.log(
  `fuzzing ${Object.keys(readers).length} readers for ${minutes} minutes, seed ${seed}, Node ${process.version}`,
);

while (performance.now() < end) {
  for (const [name, reader] of Object.entries(readers)) {
    run(name, reader);
    // node:zlib leaves each stream that failed to the next turn of the event loop: those of 10,000 inputs are 70 MiB.
    await setImmediate();
    const grown = process.memoryUsage.rss() - rssBefore;
    if (grown > MAX_RSS_GROWTH_BYTES) fail(name, Buffer.alloc(0), new Error(`memory grew by ${grown} bytes`));
  }
}

/** A turn of equal time, not of equal inputs: a gzip stream takes what thirty uncompressed batches take. */
function run(name, reader) {
  const count = counts[name];
  let now = performance.now();
  for (const turnEnds = now + TURN_MS; now < turnEnds; ) {
    const bytes = reader.input();
    const start = performance.now();
    count.inputs++;
    try {
      reader.read(bytes);
      count.values++;
    } catch (error) {
      if (!(error instanceof KafkaError)) fail(name, bytes, error);
    }
    now = performance.now();
    const took = now - start;
    if (took > count["slowest ms"]) count["slowest ms"] = Math.round(took * 10) / 10;
    if (took > MAX_MS && isSlow(reader, bytes)) fail(name, bytes, new Error(`took ${took} ms`));
  }
}

/** Not because something else had the processor: it takes as long every time. */
function isSlow(reader, bytes) {
  for (let attempt = 0; attempt < 3; attempt++) {
    const start = performance.now();
    try {
      reader.read(bytes);
    } catch {}
    if (performance.now() - start < MAX_MS) return false;
  }
  return true;
}

console.table(counts);
const total = Object.values(counts).reduce((sum, { inputs }) => sum + inputs, 0);
console.log(`${total} inputs, no untyped error; peak memory ${Math.round(process.resourceUsage().maxRSS / 1024)} MiB`);

function fail(name, bytes, error) {
  console.error(`${name}, seed ${seed}: ${error.stack}\ninput: ${bytes.toString("hex")}`);
  process.exit(1);
}
