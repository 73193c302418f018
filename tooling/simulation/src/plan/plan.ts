/** What a seed means: a cluster, producers, a load and a list of faults. Data only, so that it can be printed and shrunk. */
import type { BrokerVersion, DevClusterOptions } from "@k/dev-broker";
import type { ProducerOptions } from "@k/producer";
import type { Fault } from "./fault.js";

export const SCENARIOS = ["exactlyOnce", "atLeastOnce", "leaderOnly", "transactions", "hostile"] as const;

/**
 * What is promised, and so what is checked.
 *
 * - `exactlyOnce`: acks all, idempotence: nothing lost, nothing twice, in order.
 * - `atLeastOnce`: acks all, retries, one request in flight: nothing lost, in order at first sight.
 * - `leaderOnly`: acks 1, no idempotence: lost only where a leader was; what failed says so truthfully.
 * - `transactions`: what is committed is seen whole, what is aborted is not, a fenced producer writes nothing more.
 * - `hostile`: answers are changed on their way, so they may lie; every send is settled all the same.
 */
export type Scenario = (typeof SCENARIOS)[number];

export interface Plan {
  readonly seed: number;
  readonly scenario: Scenario;
  readonly cluster: ClusterPlan;
  readonly producers: readonly ProducerPlan[];
  readonly load: LoadPlan;
  readonly faults: readonly Fault[];
}

export interface ClusterPlan {
  /** Of each broker. */
  readonly versions: readonly BrokerVersion[];
  readonly partitions: number;
  /** At most, one way; drawn for each chunk. */
  readonly latencyMs: number;
  /** At most; drawn for each append. */
  readonly replicationLagMs: number;
  readonly replicaLagTimeMaxMs: number;
  readonly brokerSessionTimeoutMs: number;
  readonly transactionMarkerLagMs: number;
  readonly topicConfig: NonNullable<DevClusterOptions["topicConfig"]>;
  /** The epoch of the first producer ids: near the last one, they run out. */
  readonly firstEpoch: number;
}

export interface ProducerPlan {
  /** Undefined without transactions. Two producers with the same one are twins: the later fences the earlier. */
  readonly transactionalId: string | undefined;
  /** When it begins. */
  readonly startMs: number;
  /** Where the numbering of a partition begins: near 2^31, it wraps. */
  readonly firstSequence: number;
  /** Options that are passed on as they are. */
  readonly options: { readonly [Name in PassedOption]: NonNullable<ProducerOptions[Name]> };
  /** Milliseconds that `close` gets; undefined: as long as it takes, after a flush and a last record. */
  readonly abruptCloseMs: number | undefined;
}

type PassedOption =
  | "acks"
  | "batchSize"
  | "lingerMs"
  | "bufferMemory"
  | "maxBlockMs"
  | "maxInFlightRequestsPerConnection"
  | "compressionType"
  | "requestTimeoutMs"
  | "deliveryTimeoutMs"
  | "retries"
  | "enableIdempotence";

export interface LoadPlan {
  /** Of records; with transactions, how many of those. */
  readonly bursts: number;
  readonly recordsPerBurst: number;
  readonly pauseMs: number;
  readonly valueBytes: number;
  readonly keyed: boolean;
  /** Waits for what was sent after every burst. */
  readonly flushes: boolean;
}
