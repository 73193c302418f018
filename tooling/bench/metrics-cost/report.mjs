/** What counting costs, as a table for each shape of load. */
import { align } from "../table.mjs";
import { measureMetricsCost } from "./metrics-cost.mjs";

const loads = [
  { workload: "batches", batchSize: 131_072, title: "batches of 1,000, `batchSize` 131072" },
  { workload: "batches", batchSize: 16_384, title: "batches of 1,000, `batchSize` 16384 (the default)" },
  { workload: "concurrent", batchSize: 131_072, title: "1,000 concurrent single sends" },
];

export async function reportMetricsCost({ quick }) {
  const parts = [];
  for (const { title, ...load } of loads) {
    const rows = await measureMetricsCost(load, quick ? { generations: 2, windows: 10 } : {});
    const table = align([
      ["CPU of a record in the fastest window, ns", "of all processes", "median of the processes", "cost"],
      ...rows.map(({ name, nsPerRecord, costPercent }) => [
        name,
        nsPerRecord.min.toFixed(0),
        nsPerRecord.median.toFixed(0),
        `${costPercent >= 0 ? "+" : ""}${costPercent.toFixed(1)} %`,
      ]),
    ]);
    parts.push(`### ${title}\n\n${table}`);
  }
  return parts.join("\n\n");
}
