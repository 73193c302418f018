/** Sending a stream of records and proving that exactly that is in the topic: every key, every value, every order. */

export { DifferenceError } from "./difference-error.js";
export { keyedLine } from "./keyed-lines.js";
export { Latency } from "./latency.js";
export { Ledger } from "./ledger.js";
export { latencyLine, partitionTable, sendingLine } from "./report.js";
export { Verification } from "./verify.js";
