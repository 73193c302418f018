export type { IntakeObserver } from "./intake-observer.js";
export { PartitionChoice } from "./partition-choice.js";
export type { PendingSend } from "./pending-send.js";
export { closedWhileWaiting, type IntakeConfig, RecordIntake } from "./record-intake.js";
