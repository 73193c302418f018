// Encoding and decoding in Java and in Python, beside packages/records/bench/peers.bench.mjs and on the same records:
//
//   npm run bench:orientation -w @k/records-interop [-- --rounds 9]
//
// CPU time of the working thread in ns per record: min / median / max of the rounds, MB/s of values by the median. Other
// languages, other machines underneath: for orientation. Both check the CRC.

import { parseArgs } from "node:util";
import { javaProgram, pythonProgram } from "@k/kafka-tooling";
import { rowsOf } from "../../../packages/records/bench/rows.mjs";

const KAFKA = "3.9.1";
const PYTHON_PACKAGES = ["kafka-python==2.2.15", "crc32c", "lz4", "python-snappy", "zstandard", "xxhash"];

const { values: options } = parseArgs({ options: { rounds: { type: "string", default: "9" } } });
const java = await javaProgram(new URL("RecordsBench.java", import.meta.url), KAFKA);
const python = await pythonProgram(new URL("records_bench.py", import.meta.url), PYTHON_PACKAGES);
const programs = { [`Java, kafka-clients ${KAFKA}`]: java };
if ("missing" in python) console.warn(`no kafka-python: ${python.missing}`);
else programs["kafka-python 2.2.15"] = python;

const hex = (text) => Buffer.from(text).toString("hex");
const table = {};
for (const [magic, codec] of [2, 1, 0].flatMap((magic) => codecsOf(magic).map((codec) => [magic, codec]))) {
  for (const size of [100, 1024]) {
    const input = rowsOf(size).map(({ key, value }) => `${hex(key)}\t${hex(value)}\n`);
    for (const [name, run] of Object.entries(programs)) {
      const output = await run([options.rounds, String(magic), codec], input.join(""));
      for (const line of output.trim().split("\n")) {
        const [what, min, median, max] = line.split("\t");
        const row = `${what} magic ${magic}, ${codec}, ${size} B`;
        table[row] ??= {};
        table[row][name] = `${min} / ${median} / ${max} (${Math.round((size * 1000) / Number(median))})`;
      }
    }
  }
}
console.log(`| | ${Object.keys(programs).join(" | ")} |`);
console.log(`|---|${"---|".repeat(Object.keys(programs).length)}`);
for (const [row, cells] of Object.entries(table).sort()) {
  console.log(
    `| ${row} | ${Object.keys(programs)
      .map((name) => cells[name] ?? "–")
      .join(" | ")} |`,
  );
}

function codecsOf(magic) {
  return magic === 2 ? ["none", "gzip", "snappy", "lz4", "zstd"] : ["none"];
}
