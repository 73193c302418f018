// ns per record without a key: npm run bench:micro -w @k/producer bench/sticky-partition.bench.mjs
import { StickyPartition } from "../src/partitioner/index.js";
import { nanosecondsPerCall } from "./nanoseconds.mjs";

const results = {};
let sink = 0;
for (const partitionCount of [6, 100]) {
  for (const adaptive of [true, false]) {
    const loads = {
      partitionCount,
      isAvailable: (partition) => partition >= 0,
      queueLength: (partition) => partition % 3,
    };
    const sticky = new StickyPartition({ batchSizeBytes: 16_384, adaptive, random: Math.random });
    const name = `${partitionCount} partitions, ${adaptive ? "adaptive" : "uniform"}`;
    results[name] = {
      "100 B records": nanosecondsPerCall((i) => {
        sink += sticky.current(loads);
        sticky.onAppend(100, i % 163 === 0, loads);
      }),
    };
  }
}
console.table(results);
if (Number.isNaN(sink)) throw new Error("the choices must not be optimised away");
