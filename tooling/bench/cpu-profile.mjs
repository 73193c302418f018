/** Where a client's time goes: V8's sampling profiler, summed up by function. */
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";

export const cpuProfile = (folder, name) => [
  "--cpu-prof",
  `--cpu-prof-dir=${resolve(folder)}`,
  `--cpu-prof-name=${fileName(name)}`,
];

/** The functions with the largest own time, as a table. */
export async function whereTheTimeWent(folder, name, rows = 25) {
  const { nodes, samples, timeDeltas } = JSON.parse(await readFile(resolve(folder, fileName(name)), "utf8"));
  const byId = new Map(nodes.map((node) => [node.id, node.callFrame]));
  const ownTime = new Map();
  let busy = 0;
  for (const [index, id] of samples.entries()) {
    const frame = byId.get(id);
    if (frame.functionName === "(idle)") continue;
    busy += timeDeltas[index];
    const where = label(frame);
    ownTime.set(where, (ownTime.get(where) ?? 0) + timeDeltas[index]);
  }
  const top = [...ownTime].sort(([, a], [, b]) => b - a).slice(0, rows);
  return [name, ...top.map(([where, time]) => `${((100 * time) / busy).toFixed(1).padStart(6)} %  ${where}`)].join(
    "\n",
  );
}

function label({ functionName, url, lineNumber }) {
  const file = url
    .replace(/^file:\/\//, "")
    .split("/")
    .slice(-3)
    .join("/");
  return `${functionName || "(anonymous)"}${file ? `  ${file}:${lineNumber + 1}` : ""}`;
}

const fileName = (name) => `${name.replaceAll(/[^\w.-]+/g, "-")}.cpuprofile`;
