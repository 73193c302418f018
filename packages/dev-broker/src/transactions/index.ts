export { coordinatorFor } from "./coordinator-for.js";
export { type CommittedOffset, type GroupMembers, GroupOffsets, type Member } from "./group-offsets.js";
export type { TransactionState } from "./transaction.js";
export {
  type IdentityResult,
  type ProducerIdentity,
  type TransactionalRequest,
  TransactionCoordinator,
} from "./transaction-coordinator.js";
