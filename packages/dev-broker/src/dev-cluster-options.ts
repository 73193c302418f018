/** How a dev cluster can be set up, and what it is when nothing is said. */
import { type Clock, systemClock } from "./clock.js";
import type { ClusterSettings } from "./cluster/index.js";
import { checkListeners, type ListenerConfig, type ListenerOptions } from "./listener.js";
import { type BrokerProfile, type BrokerVersion, LATEST, profileOf } from "./profile/index.js";

export interface DevClusterOptions {
  /** How many; their ids are 0, 1, 2, … Default 1. */
  readonly brokers?: number;
  /** Whether Metadata creates topics that it is asked for. Default true. */
  readonly autoCreateTopics?: boolean;
  /** Of a topic that says nothing else. Default 1. */
  readonly defaultPartitions?: number;
  /** Default: as many as there are brokers, at most 3. */
  readonly defaultReplicationFactor?: number;
  /** Settings of topics that say nothing else, under Kafka's names: `{ "min.insync.replicas": "2" }`. */
  readonly topicConfig?: Readonly<Record<string, string>>;
  /** `tcp`: ports on the loopback interface. `memory`: none at all, clients connect through `cluster.connect`. */
  readonly transport?: "tcp" | "memory";
  /** The name or address that brokers listen on and tell clients. Default 127.0.0.1. */
  readonly host?: string;
  /** The first broker's port, the others take those after it. Default 0: free ones. */
  readonly port?: number;
  /** The ports of each broker; by default one, PLAINTEXT. */
  readonly listeners?: readonly ListenerOptions[];
  /** Which release of Kafka the brokers play. Default: the latest one known. */
  readonly version?: BrokerVersion;
  /** A partition keeps so many bytes and drops its oldest batches beyond that. Default 1 GiB. */
  readonly maxLogBytes?: number;
  /** Read every record of every batch, instead of header, checksum and count. Default false. */
  readonly validateRecords?: boolean;
  /** How long followers take to copy what the leader got; 0 (the default) at once. */
  readonly replicationLagMs?: number | (() => number);
  /** replica.lag.time.max.ms: a follower that is behind for longer leaves the in-sync replicas. Default 30,000. */
  readonly replicaLagTimeMaxMs?: number;
  /** How long a killed broker stays leader before the others notice. Default 0. */
  readonly brokerSessionTimeoutMs?: number;
  /** How long a new topic has no leaders yet. Default 0. */
  readonly topicCreationDelayMs?: number;
  /** producer.id.expiration.ms: idle producers are forgotten. Default one day. */
  readonly producerIdExpirationMs?: number;
  /** transaction.max.timeout.ms. Default 15 minutes. */
  readonly transactionMaxTimeoutMs?: number;
  /** How long a transaction marker is under way after EndTxn; 0 (the default): it is there before the answer. */
  readonly transactionMarkerLagMs?: number | (() => number);
  /** One way, for the transport `memory`. Default 0. */
  readonly networkLatencyMs?: number | (() => number);
  /** Time; the machine's by default. */
  readonly clock?: Clock;
  /** Milliseconds since 1970 for LogAppendTime. Default: the machine's, or `clock` if one is given. */
  readonly wallClockMs?: () => number;
  /** [0, 1). Default Math.random. */
  readonly random?: () => number;
}

/** All options with their defaults. */
export interface DevClusterConfig extends ClusterSettings {
  readonly brokers: number;
  readonly transport: "tcp" | "memory";
  readonly port: number;
  readonly listeners: readonly ListenerConfig[];
  readonly profile: BrokerProfile;
  readonly networkLatencyMs: () => number;
}

const DAY_MS = 24 * 60 * 60 * 1000;
const GIB = 1024 * 1024 * 1024;

export function withDefaults(options: DevClusterOptions): DevClusterConfig {
  const { brokers = 1, defaultPartitions = 1, transport = "tcp", clock = systemClock } = options;
  if (!Number.isInteger(brokers) || brokers < 1) throw new TypeError(`brokers: ${brokers} is no number of brokers`);
  if (!Number.isInteger(defaultPartitions) || defaultPartitions < 1) {
    throw new TypeError(`defaultPartitions: ${defaultPartitions} is no number of partitions`);
  }
  if (transport !== "tcp" && transport !== "memory")
    throw new TypeError(`transport: ${transport} is not tcp or memory`);
  const config = {
    brokers,
    autoCreateTopics: options.autoCreateTopics ?? true,
    defaultPartitions,
    defaultReplicationFactor: options.defaultReplicationFactor ?? Math.min(brokers, 3),
    topicConfig: options.topicConfig ?? {},
    transport,
    port: options.port ?? 0,
    listeners: checkListeners(options.listeners ?? [{ securityProtocol: "PLAINTEXT" }], options.host ?? "127.0.0.1"),
    profile: profileOf(options.version ?? LATEST),
    maxLogBytes: options.maxLogBytes ?? GIB,
    validateRecords: options.validateRecords ?? false,
    replicationLagMs: asFunction(options.replicationLagMs),
    replicaLagTimeMaxMs: options.replicaLagTimeMaxMs ?? 30_000,
    brokerSessionTimeoutMs: options.brokerSessionTimeoutMs ?? 0,
    topicCreationDelayMs: options.topicCreationDelayMs ?? 0,
    producerIdExpirationMs: options.producerIdExpirationMs ?? DAY_MS,
    transactionMaxTimeoutMs: options.transactionMaxTimeoutMs ?? 15 * 60_000,
    transactionMarkerLagMs: asFunction(options.transactionMarkerLagMs),
    networkLatencyMs: asFunction(options.networkLatencyMs),
    clock,
    wallClockMs: options.wallClockMs ?? (options.clock === undefined ? () => Date.now() : () => clock.now()),
    random: options.random ?? Math.random,
  };
  // In plain JavaScript a misspelled option would be a default, and a test of something else.
  const unknown = Object.keys(options).find((name) => !(name in config) && name !== "host" && name !== "version");
  if (unknown !== undefined) throw new TypeError(`a dev cluster has no option ${unknown}`);
  return config;
}

function asFunction(value: number | (() => number) = 0): () => number {
  return typeof value === "function" ? value : () => value;
}
