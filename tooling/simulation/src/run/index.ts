export type { Flush, History, LoggedRecord, Outcome, ProducerEnd, SentRecord, Transaction } from "./history.js";
export { type ProducerClasses, runPlan } from "./run-plan.js";
