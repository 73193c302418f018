import { expect, test } from "vitest";
import { check } from "./check/index.js";
import { drawPlan, type Plan, SCENARIOS } from "./plan/index.js";
import { producerClasses } from "./producer-build.js";
import { runPlan } from "./run/index.js";
import { shrink } from "./shrink.js";
import { timeline } from "./timeline.js";

const classOf = producerClasses();

test.each(SCENARIOS)("the same seed is the same history, to the byte and the millisecond: %s", async (scenario) => {
  for (let seed = 1; seed <= 5; seed++) {
    const plan = drawPlan(seed, scenario);
    const first = await runPlan(plan, classOf);
    expect(await runPlan(drawPlan(seed, scenario), classOf)).toEqual(first);
    expect(first.sent.length).toBeGreaterThan(0);
  }
});

test("a plan survives being printed", async () => {
  const plan = drawPlan(7);
  const printed = JSON.stringify(plan);
  const history = await runPlan(JSON.parse(printed) as Plan, classOf);
  expect(JSON.stringify(history)).toBe(JSON.stringify(await runPlan(plan, classOf)));
});

test("a failing plan is shrunk to the fault that matters", async () => {
  const fails = async ({ faults }: Plan) => faults.some(({ kind }) => kind === "killBroker");
  let plan = drawPlan(1);
  for (let seed = 2; !(await fails(plan)) || plan.faults.length < 4; seed++) plan = drawPlan(seed);
  const { faults, load, producers } = await shrink(plan, fails);
  expect(faults.map(({ kind }) => kind)).toEqual(["killBroker"]);
  expect([load.bursts, load.recordsPerBurst, producers.length]).toEqual([1, 1, 1]);
});

test("a story names its seed, its problems, its faults and what was sent", async () => {
  const history = await runPlan(drawPlan(3, "exactlyOnce"), classOf);
  const story = timeline(history, ["G1: lost"]);
  expect(story).toContain("seed 3 (exactlyOnce): 1 problems\n  ✗ G1: lost");
  expect(story).toContain("npm run simulate -- --from 3 --seeds 1 --scenario exactlyOnce");
  expect(story).toMatch(/ms {2}producer 0 sent up to \d+/);
  expect(check(history)).toEqual([]);
});
