/** `node hunt.js BUG LIMIT`: plants one bug and runs seeds until one finds it. Prints what was found, as JSON. */
import { check } from "../check/index.js";
import { drawPlan } from "../plan/index.js";
import { producerClasses } from "../producer-build.js";
import { runPlan } from "../run/index.js";
import { mutations } from "./mutations.js";

const [index, limit] = process.argv.slice(2).map(Number) as [number, number];
const mutation = mutations[index];
if (mutation === undefined) throw new RangeError(`there is no bug ${index}`);
const sound = producerClasses();
const mutated = producerClasses([mutation]);
const { from = 1 } = mutation;
for (let seed = from; seed < from + limit; seed++) {
  // Said before, so that a run that never comes back has a name.
  console.log(JSON.stringify({ seed }));
  const plan = drawPlan(seed);
  const [problem] = check(await runPlan(plan, mutated));
  // What the sound producer does as well is not the bug's doing.
  if (problem === undefined || check(await runPlan(plan, sound)).length > 0) continue;
  console.log(JSON.stringify({ seed, problem }));
  process.exit(0);
}
console.log(JSON.stringify({ seed: from + limit - 1, survived: true }));
