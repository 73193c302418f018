/** Records that say who they are: what was sent, what was promised, and whether Kafka's own tools agree. */
export { type Kill, unexcused } from "./excuses.js";
export { type Findings, Ledger } from "./ledger.js";
export { type NumberedRecord, numberedRecord, numberOf } from "./numbered-record.js";
export { auditByConsumer, auditByDump } from "./read-back.js";
export { sendNumbered } from "./send-numbered.js";
