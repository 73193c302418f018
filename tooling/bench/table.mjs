/** Results as a Markdown table, aligned so that it reads the same on a terminal. */

/** @param {{ contestant: object, summary?: object, error?: string }[]} rows */
export function throughputTable(rows) {
  const best = bestJavaScriptPeer(rows, (summary) => summary.recordsPerSecond.median, Math.max);
  const withLatency = rows.some(({ summary }) => summary?.p50Ms);
  return align([
    [
      "client",
      "records/s: min",
      "median",
      "max",
      "of the best JS peer",
      "CPU µs/record",
      "peak RSS MB",
      ...(withLatency ? ["p50 ms", "p99 ms"] : []),
    ],
    ...rows.map(({ contestant, summary, error }) => {
      if (error) return [label(contestant), "failed:", error];
      const { recordsPerSecond, cpuMicrosPerRecord, peakRssMb, p50Ms, p99Ms } = summary;
      return [
        label(contestant),
        ...spread(recordsPerSecond, whole),
        best === undefined ? "" : `${(recordsPerSecond.median / best).toFixed(2)}x`,
        cpuMicrosPerRecord.median.toFixed(2),
        peakRssMb ? whole(peakRssMb.median) : "",
        ...(withLatency ? [p50Ms?.median.toFixed(3) ?? "", p99Ms?.median.toFixed(3) ?? ""] : []),
      ];
    }),
  ]);
}

/** For what is better when it is smaller: one number per run, no load. */
export function smallerIsBetterTable(rows, key, unit, format) {
  return align([
    ["", `${unit}: min`, "median", "max"],
    ...rows.map(({ contestant, summary, error }) =>
      error ? [contestant.name, "failed:", error] : [contestant.name, ...spread(summary[key], format)],
    ),
  ]);
}

export function bestJavaScriptPeer(rows, value, choose) {
  const peers = rows.filter(({ contestant, summary }) => summary && !contestant.ours && !contestant.native);
  return peers.length === 0 ? undefined : choose(...peers.map(({ summary }) => value(summary)));
}

const label = ({ name, version }) => (version ? `${name} ${version}` : name);
const spread = ({ min, median, max }, format) => [format(min), format(median), format(max)];
const whole = (number) => Math.round(number).toLocaleString("en-US");

/** @param {readonly (readonly string[])[]} lines the first one is the head */
export function align(lines) {
  const columns = Math.max(...lines.map((line) => line.length));
  const cells = lines.map((line) => Array.from({ length: columns }, (_, column) => line[column] ?? ""));
  const widths = Array.from({ length: columns }, (_, column) =>
    Math.max(3, ...cells.map((line) => line[column].length)),
  );
  const row = (line) => `| ${line.map((cell, column) => pad(cell, widths[column], column)).join(" | ")} |`;
  const rule = `| ${widths.map((width, column) => (column === 0 ? "-".repeat(width) : `${"-".repeat(width - 1)}:`)).join(" | ")} |`;
  return [row(cells[0]), rule, ...cells.slice(1).map(row)].join("\n");
}

const pad = (cell, width, column) => (column === 0 ? cell.padEnd(width) : cell.padStart(width));
