/** A failing run as a story that a person can follow. */
import type { History } from "./run/index.js";

export function timeline({ plan, events, sent, log, transactions }: History, problems: readonly string[]): string {
  const { seed, scenario, cluster, producers, load, faults } = plan;
  const lines = [
    `seed ${seed} (${scenario}): ${problems.length} problems`,
    ...problems.slice(0, 20).map((problem) => `  ✗ ${problem}`),
    "",
    `cluster    ${compact(cluster)}`,
    ...producers.map(({ options, ...rest }, index) => `producer ${index} ${compact({ ...rest, ...options })}`),
    `load       ${compact(load)}`,
    `${faults.length} faults; ${sent.length} records sent, ${log.length} in the logs`,
    ...(transactions.length === 0 ? [] : [`transactions: ${transactions.map(({ end }) => end).join(" ")}`]),
    "",
    ...events.map(({ atMs, text }) => `${atMs.toFixed(1).padStart(10)} ms  ${text}`),
    "",
    `again: npm run simulate -- --from ${seed} --seeds 1 --scenario ${scenario}`,
    "",
  ];
  return lines.join("\n");
}

function compact(value: object): string {
  return Object.entries(value)
    .map(([name, of]) => `${name}=${typeof of === "object" ? JSON.stringify(of) : of}`)
    .join(" ");
}
