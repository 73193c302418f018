/**
 * `npm run fuzz -w @k/protocol -- --minutes N [--seed S] [--reader TEXT]`
 *
 * Feeds damaged messages to every reader of the package: each must give a value or a typed error, at once, and
 * allocate no more than four times its input and a mebibyte. Exits 1 with the input at the first that does not.
 */
import { parseArgs } from "node:util";
import { Worker } from "node:worker_threads";

const { values: options } = parseArgs({
  options: {
    minutes: { type: "string", default: "1" },
    seed: { type: "string", default: String(Date.now() % 0x7fffffff) },
    reader: { type: "string", default: "" },
  },
});
const seed = Number(options.seed);
const startedAt = Date.now();
const endsAt = startedAt + Number(options.minutes) * 60_000;
/** Rounds finished, and the reader at work. */
const progress = new Int32Array(new SharedArrayBuffer(8));

console.log(`fuzzing for ${options.minutes} min, seed ${seed}`);
const workerData = { seed, endsAt, filter: options.reader, progress };
const worker = new Worker(new URL("worker.mjs", import.meta.url), { workerData });
const watch = watchForHangs();
worker.on("message", report);
worker.on("error", (error) => {
  console.error(error);
  process.exitCode = 1;
});
worker.on("exit", () => clearInterval(watch));

/** A round takes milliseconds: half a minute without one, even on a busy machine, is a reader that does not end. */
function watchForHangs() {
  let last = -1;
  return setInterval(() => {
    const rounds = Atomics.load(progress, 0);
    if (rounds === last) {
      console.error(`reader ${Atomics.load(progress, 1)} hangs in round ${rounds} (seed ${seed})`);
      process.exit(1);
    }
    last = rounds;
  }, 30_000);
}

function report({ failure, counts }) {
  const inputs = counts.map((count) => count.inputs);
  const total = inputs.reduce((sum, count) => sum + count, 0);
  const values = counts.reduce((sum, count) => sum + count.values, 0);
  const seconds = ((Date.now() - startedAt) / 1000).toFixed(0);
  const each = `${Math.min(...inputs).toLocaleString("en")} or more each`;
  console.log(`${counts.length} readers, ${total.toLocaleString("en")} inputs in ${seconds} s (${each})`);
  console.log(`${((values / Math.max(total, 1)) * 100).toFixed(1)} % read as a value, the others gave a typed error`);
  if (failure === undefined) return;
  console.error(`FAILED (seed ${seed}) ${failure}`);
  process.exitCode = 1;
}
