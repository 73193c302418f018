// Encoding and decoding beside other JavaScript clients, interleaved in one process:
//
//   npm run bench:micro -w @k/records bench/peers.bench.mjs [--rounds 9] [--only "magic 2, none"] [--markdown]
//
// The peers are those of tooling/bench/peers (npm ci there first). Figures are CPU time (user and system, worker
// threads included), per record: min / median / max of the rounds. Every result is checked once before it is timed.

import { existsSync } from "node:fs";
import { cpus } from "node:os";
import { fileURLToPath } from "node:url";
import { readRecords } from "@k/records";
import { overrideNativeCrc32 } from "../src/checksum/index.js";
import { peer } from "./peers/k.mjs";
import { load as loadKafkaTs } from "./peers/kafka-ts.mjs";
import { load as loadKafkajs } from "./peers/kafkajs.mjs";
import { load as loadPlatformatic } from "./peers/platformatic.mjs";
import { rowsOf } from "./rows.mjs";

const argument = (name, fallback) => {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? fallback : Number(process.argv[at + 1]);
};
const rounds = argument("rounds", 9);
const onlyAt = process.argv.indexOf("--only");
const only = onlyAt < 0 ? "" : process.argv[onlyAt + 1];
const markdown = process.argv.includes("--markdown");

const folder = fileURLToPath(new URL("../../../tooling/bench/peers", import.meta.url));
const peers = [
  peer("@k/records"),
  { ...peer("@k/records, no native CRC"), nativeCrc: false, codecs: ["none"] },
  { ...peer("@k/records, validateCrc: false", false), codecs: [], decodes: ["none", "gzip", "snappy", "lz4", "zstd"] },
];
if (existsSync(`${folder}/node_modules`)) {
  peers.push(loadKafkajs(folder), await loadPlatformatic(folder), loadKafkaTs(folder));
} else {
  console.warn(`no peers in ${folder}: npm ci there to compare`);
}

const recordsFor = (values, size) =>
  values === "string"
    ? rowsOf(size)
    : rowsOf(size).map(({ timestamp, key, value }) => ({
        timestamp,
        key: Buffer.from(key),
        value: Buffer.from(value),
      }));

const tasks = [];
for (const magic of [2, 1, 0]) {
  for (const codec of ["none", "gzip", "snappy", "lz4", "zstd"]) {
    if (magic < 2 && codec !== "none") continue;
    for (const size of [100, 1024]) {
      // What everybody decodes is what we encoded.
      const encoded = Buffer.from(peers[0].encode(magic, codec, recordsFor("buffer", size)));
      for (const who of peers.filter(({ magics }) => magics.includes(magic))) {
        const rows = recordsFor(who.values, size);
        const name = `magic ${magic}, ${codec}, ${size} B`;
        const common = { who, count: rows.length, size };
        if (who.codecs.includes(codec))
          tasks.push({ ...common, samples: [], name: `encode ${name}`, run: () => who.encode(magic, codec, rows) });
        if ((who.decodes ?? who.codecs).includes(codec)) {
          tasks.push({ ...common, samples: [], name: `decode ${name}`, run: () => who.decode(magic, encoded) });
        }
      }
    }
  }
}

const wanted = tasks.filter(({ name }) => name.includes(only));
for (const task of wanted) {
  try {
    const result = await task.run();
    const isRight = task.name.startsWith("encode")
      ? [...readRecords(result)].length === task.count
      : result > task.count * task.size;
    if (!isRight) throw new Error("the result is wrong");
  } catch (error) {
    if (task.who.ours) throw error;
    task.failure = String(error.message).split("\n")[0];
  }
  task.batches = Math.max(2, Math.ceil((task.name.includes("gzip") ? 8_000 : 40_000) / task.count));
}
const timed = wanted.filter(({ failure }) => failure === undefined);

for (let round = -2; round < rounds; round++) {
  for (const task of timed) {
    const restore = task.who.nativeCrc === false ? overrideNativeCrc32(undefined) : undefined;
    const start = process.cpuUsage();
    for (let n = 0; n < task.batches; n++) {
      const result = task.run();
      if (result instanceof Promise) await result;
    }
    const { user, system } = process.cpuUsage(start);
    restore?.();
    if (round >= 0) task.samples.push(((user + system) * 1000) / (task.batches * task.count)); // the first two warm up
  }
}

const table = {};
for (const { name, who, size, samples, failure } of wanted) {
  table[name] ??= {};
  if (failure !== undefined) {
    table[name][who.name] = `fails: ${failure}`;
    continue;
  }
  samples.sort((a, b) => a - b);
  const [min, median, max] = [samples[0], samples[Math.floor(samples.length / 2)], samples.at(-1)];
  table[name][who.name] =
    `${Math.round(min)} / ${Math.round(median)} / ${Math.round(max)} (${Math.round((size * 1000) / median)})`;
}
console.log(
  `ns per record: min / median / max (MB/s of values). Node ${process.version}, ${cpus()[0].model}, ${rounds} rounds\n`,
);
if (markdown) {
  console.log(`| | ${peers.map(({ name }) => name).join(" | ")} |`);
  console.log(`|---|${peers.map(() => "---|").join("")}`);
  for (const [name, row] of Object.entries(table))
    console.log(`| ${name} | ${peers.map((who) => row[who.name] ?? "–").join(" | ")} |`);
} else {
  console.table(table);
}
