/** The life of a transactional producer: one tagged union and one table (Kafka: TransactionManager.State). */
import type { KafkaError } from "@k/protocol";

/**
 * - `uninitialized`: nothing but `initTransactions` is allowed.
 * - `initializing`: a producer id is being asked for; older producers with the same transactional id are fenced by it.
 * - `ready`: there is a producer id and no transaction.
 * - `inTransaction`: records and offsets are taken.
 * - `committing`, `aborting`: everything sent is settled, or about to be; then the coordinator ends the transaction.
 * - `abortableError`: something of the transaction was lost; only `abortTransaction` is allowed.
 * - `fatalError`: the producer was fenced or may not do this at all; only `close` is allowed.
 */
export type TransactionState =
  | { readonly name: "uninitialized" }
  | { readonly name: "initializing" }
  | { readonly name: "ready" }
  | { readonly name: "inTransaction" }
  | { readonly name: "committing" }
  | { readonly name: "aborting" }
  | { readonly name: "abortableError"; readonly error: KafkaError }
  | { readonly name: "fatalError"; readonly error: KafkaError };

export type TransactionStateName = TransactionState["name"];

const TRANSITIONS: { readonly [from in TransactionStateName]: readonly TransactionStateName[] } = {
  uninitialized: ["initializing", "fatalError"],
  // Back to uninitialized: an authorization that was refused may be granted, and the call repeated.
  initializing: ["ready", "uninitialized", "fatalError"],
  ready: ["inTransaction", "fatalError"],
  inTransaction: ["committing", "aborting", "abortableError", "fatalError"],
  committing: ["ready", "abortableError", "fatalError"],
  aborting: ["ready", "fatalError"],
  abortableError: ["aborting", "abortableError", "fatalError"],
  fatalError: ["fatalError"],
};

export function mayEnter(from: TransactionStateName, to: TransactionStateName): boolean {
  return TRANSITIONS[from].includes(to);
}
