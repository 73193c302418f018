export { drawPlan } from "./draw-plan.js";
export type { Fault, FaultyApi } from "./fault.js";
export { type ClusterPlan, type LoadPlan, type Plan, type ProducerPlan, SCENARIOS, type Scenario } from "./plan.js";
