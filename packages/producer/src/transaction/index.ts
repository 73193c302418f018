export type { ConsumerGroupMetadata, OffsetToCommit } from "./consumer-offsets.js";
export { CoordinatorClient } from "./coordinator-client.js";
export { type TransactionHooks, TransactionManager } from "./transaction-manager.js";
