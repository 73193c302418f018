/** Planned transactions, how they ended, and whether Kafka's own read-committed tools agree. */
export { planTransactions } from "./plan.js";
export { auditReadCommitted, countEpochs, groupMembers, groupOffset, readCommitted } from "./read-committed.js";
export { RemoteProducer } from "./remote-producer.js";
export { groupOf, runTransactions } from "./run-transactions.js";
export type { TransactionLedger } from "./transaction-ledger.js";
