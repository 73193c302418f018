/** Makes a failing plan smaller for as long as it still fails: first fewer faults, then fewer producers and records. */
import type { Plan } from "./plan/index.js";

export async function shrink(plan: Plan, fails: (plan: Plan) => Promise<boolean>): Promise<Plan> {
  let smallest = plan;
  for (let changed = true; changed; ) {
    changed = false;
    for (const candidate of smallerThan(smallest)) {
      if (!(await fails(candidate))) continue;
      smallest = candidate;
      changed = true;
      break;
    }
  }
  return smallest;
}

function* smallerThan(plan: Plan): Generator<Plan> {
  const { faults, producers, load, cluster } = plan;
  if (faults.length > 2) {
    yield { ...plan, faults: faults.slice(0, faults.length >> 1) };
    yield { ...plan, faults: faults.slice(faults.length >> 1) };
  }
  for (let index = 0; index < faults.length; index++) yield { ...plan, faults: faults.toSpliced(index, 1) };
  for (const [index, fault] of faults.entries()) {
    if ("count" in fault && fault.count > 1) yield { ...plan, faults: faults.with(index, { ...fault, count: 1 }) };
  }
  if (producers.length > 1) yield { ...plan, producers: producers.slice(0, -1) };
  if (load.bursts > 1) yield { ...plan, load: { ...load, bursts: load.bursts >> 1 } };
  if (load.recordsPerBurst > 1) yield { ...plan, load: { ...load, recordsPerBurst: load.recordsPerBurst >> 1 } };
  if (load.flushes) yield { ...plan, load: { ...load, flushes: false } };
  if (cluster.partitions > 1 && !faults.some(({ kind }) => kind === "moveLeader")) {
    yield { ...plan, cluster: { ...cluster, partitions: 1 } };
  }
  for (const name of ["replicationLagMs", "transactionMarkerLagMs", "latencyMs", "firstEpoch"] as const) {
    if (cluster[name] > 0) yield { ...plan, cluster: { ...cluster, [name]: 0 } };
  }
  for (const [index, producer] of producers.entries()) {
    const { compressionType, lingerMs } = producer.options;
    const withOptions = (changed: object): Plan => ({
      ...plan,
      producers: producers.with(index, { ...producer, options: { ...producer.options, ...changed } }),
    });
    if (compressionType !== "none") yield withOptions({ compressionType: "none" });
    if (lingerMs > 0) yield withOptions({ lingerMs: 0 });
    if (producer.firstSequence > 0)
      yield { ...plan, producers: producers.with(index, { ...producer, firstSequence: 0 }) };
  }
}
