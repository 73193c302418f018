/** Runs every contestant N times, in another order each round, so that a slow minute of the machine hits all of them. */
import { summarize } from "./statistics.mjs";

/**
 * @template C, R
 * @param {readonly (C & { name: string })[]} contestants
 * @param {number} repetitions
 * @param {(contestant: C) => Promise<R>} measureOnce
 * @param {(text: string) => void} report
 * @returns {Promise<{ contestant: C, summary?: Record<string, { min: number, median: number, max: number }>, error?: string }[]>}
 */
export async function interleave(contestants, repetitions, measureOnce, report) {
  const rows = contestants.map((contestant) => ({ contestant, runs: [] }));
  for (let round = 0; round < repetitions; round++) {
    for (const row of rotate(rows, round)) {
      if (row.error) continue;
      report(`${row.contestant.name}, run ${round + 1} of ${repetitions}`);
      try {
        row.runs.push(await measureOnce(row.contestant));
      } catch (error) {
        row.error = error.message.split("\n")[0];
        console.error(`${row.contestant.name}: ${error.message}`);
      }
    }
  }
  return rows.map(({ contestant, runs, error }) =>
    error ? { contestant, error } : { contestant, summary: summarizeEach(runs) },
  );
}

const rotate = (list, by) => [...list.slice(by % list.length), ...list.slice(0, by % list.length)];

const summarizeEach = (runs) =>
  Object.fromEntries(Object.keys(runs[0]).map((key) => [key, summarize(runs.map((run) => run[key]))]));
