/** `npm run simulate`: runs many seeds, and tells the story of the first one that fails. */
import { Command, Option } from "commander";
import { check } from "./check/index.js";
import { drawPlan, type Plan, SCENARIOS, type Scenario } from "./plan/index.js";
import { producerClasses } from "./producer-build.js";
import { runPlan } from "./run/index.js";
import { shrink } from "./shrink.js";
import { timeline } from "./timeline.js";

const options = new Command("simulate")
  .description("Runs whole producers against whole clusters in virtual time, with faults drawn from a seed.")
  .option("--seeds <count>", "how many seeds to run", Number, 1000)
  .option("--from <seed>", "the first seed", Number, 1)
  .addOption(new Option("--scenario <name>", "default: drawn from the seed").choices(SCENARIOS))
  .option("--no-shrink", "tell the story as it was drawn")
  .option("--keep-going", "do not stop at the first seed that fails")
  .parse()
  .opts<{ seeds: number; from: number; scenario?: Scenario; shrink: boolean; keepGoing?: boolean }>();

const classOf = producerClasses();
const startedAt = performance.now();
let ran = 0;
let failed = 0;
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => {
    summarize();
    process.exit(failed > 0 ? 1 : 130);
  });
}
for (let seed = options.from; seed < options.from + options.seeds; seed++) {
  const plan = drawPlan(seed, options.scenario);
  ran++;
  if (!(await fails(plan))) continue;
  failed++;
  const history = await runPlan(options.shrink ? await shrink(plan, fails) : plan, classOf);
  console.log(timeline(history, check(history)));
  process.exitCode = 1;
  if (!options.keepGoing) break;
}
summarize();

function summarize(): void {
  const seconds = (performance.now() - startedAt) / 1000;
  console.log(`${ran} seeds, ${failed} failed, ${(ran / seconds).toFixed(1)} seeds/s`);
}

async function fails(plan: Plan): Promise<boolean> {
  return check(await runPlan(plan, classOf)).length > 0;
}
