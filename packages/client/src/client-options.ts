/** What a client can be told: Kafka's options under their camelCase names, their defaults and checks. */
import { checkOptions } from "./check-options.js";
import { resolveSecurity, type SecurityOptions, type SecuritySettings } from "./client-security.js";
import { KafkaConfigurationError } from "./errors.js";
import { parseBootstrapServers } from "./metadata/index.js";
import {
  type BootstrapOptions,
  type Connect,
  canonicalEndpoints,
  compareReleases,
  type Endpoint,
  type KafkaRelease,
  type Resolver,
  resolveSocketOptions,
  type SocketOption,
  type SocketSettings,
} from "./network/index.js";
import type { Clock, Logger } from "./runtime/index.js";

export interface KafkaClientOptions extends SecurityOptions {
  /** Where to start: `"a:9092,b:9092"` or a list. Default `"localhost:9092"`. */
  readonly bootstrapServers?: string | readonly string[];
  /** Our name in the brokers' logs and quotas. Default `"k-client"`. */
  readonly clientId?: string | null;
  /** How long a request may take, from `send` to its answer. Default 30,000. */
  readonly requestTimeoutMs?: number;
  /** Requests that one broker may have to answer at a time. Default 5. */
  readonly maxInFlightRequestsPerConnection?: number;
  /** First wait before connecting again; doubles up to the maximum. Defaults 50 and 1,000. */
  readonly reconnectBackoffMs?: number;
  readonly reconnectBackoffMaxMs?: number;
  /** First wait before asking for metadata again; doubles up to the maximum. Defaults 100 and 1,000. */
  readonly retryBackoffMs?: number;
  readonly retryBackoffMaxMs?: number;
  /** Limit for TCP, TLS and SASL together; doubles with each failure up to the maximum. Defaults 10,000 and 30,000. */
  readonly socketConnectionSetupTimeoutMs?: number;
  readonly socketConnectionSetupTimeoutMaxMs?: number;
  /** A connection that is not used for this long is closed; 0 or less: never. Default 540,000. */
  readonly connectionsMaxIdleMs?: number;
  /** Larger responses end the connection. Default 100,000,000. */
  readonly receiveMessageMaxBytes?: number;
  /** Metadata is renewed after this long at the latest. Default 300,000. */
  readonly metadataMaxAgeMs?: number;
  /** A topic that is not used for this long is forgotten; at least 5,000. Default 300,000. */
  readonly metadataMaxIdleMs?: number;
  /** Default `"rebootstrap"`: when no known broker can be reached, the bootstrap servers are asked again (KIP-899). */
  readonly metadataRecoveryStrategy?: "rebootstrap" | "none";
  /** Without metadata for this long, start again from the bootstrap servers (KIP-1102). Default 300,000. */
  readonly metadataRecoveryRebootstrapTriggerMs?: number;
  /** Whether asking about an unknown topic may create it. Default true. */
  readonly allowAutoCreateTopics?: boolean;
  /** `"auto"` (default) asks each broker; a release such as `[0, 9]` or `[2, 8]` is believed without asking. */
  readonly apiVersion?: KafkaRelease | "auto";
  /** Limit for finding out what a broker is that cannot tell (older than 0.10). Default 2,000. */
  readonly apiVersionAutoTimeoutMs?: number;
  /**
   * Whether brokers may be older than 0.10. Those cannot say so and are told by what they do not answer, which a broken
   * network can look like: say false where an old broker would be of no use anyway. Default true.
   */
  readonly legacyBrokers?: boolean;
  readonly clientDnsLookup?: "use_all_dns_ips" | "resolve_canonical_bootstrap_servers_only";
  /** TCP_NODELAY, SO_KEEPALIVE and TCP_KEEPIDLE can be set; default no delay, and keep-alive after 60 s. */
  readonly socketOptions?: readonly SocketOption[];
  /** Node cannot set these; they are here so that settings from elsewhere are understood, with a warning. */
  readonly receiveBufferBytes?: number | null;
  readonly sendBufferBytes?: number | null;
  readonly selector?: unknown;
  readonly sockChunkBytes?: number;
  readonly sockChunkBufferCount?: number;
  /** Makes sockets: for proxies and simulations. */
  readonly connect?: Connect;
  readonly resolver?: Resolver;
  readonly clock?: Clock;
  /** [0, 1), for jitter and choices among equals. */
  readonly random?: () => number;
  readonly logger?: Logger;
}

export interface ClientSettings {
  readonly bootstrapServers: readonly Endpoint[];
  readonly clientId: string | null;
  readonly requestTimeoutMs: number;
  readonly maxInFlightRequestsPerConnection: number;
  readonly reconnectBackoffMs: number;
  readonly reconnectBackoffMaxMs: number;
  readonly retryBackoffMs: number;
  readonly retryBackoffMaxMs: number;
  readonly socketConnectionSetupTimeoutMs: number;
  readonly socketConnectionSetupTimeoutMaxMs: number;
  readonly connectionsMaxIdleMs: number;
  readonly receiveMessageMaxBytes: number;
  readonly metadataMaxAgeMs: number;
  readonly metadataMaxIdleMs: number;
  readonly metadataRecoveryStrategy: "rebootstrap" | "none";
  readonly metadataRecoveryRebootstrapTriggerMs: number;
  readonly allowAutoCreateTopics: boolean;
  readonly apiVersion: KafkaRelease | "auto";
  readonly apiVersionAutoTimeoutMs: number;
  readonly legacyBrokers: boolean;
  readonly clientDnsLookup: "use_all_dns_ips" | "resolve_canonical_bootstrap_servers_only";
  readonly security: SecuritySettings;
  readonly socket: SocketSettings;
  /** What is accepted and has no effect, in sentences. */
  readonly warnings: readonly string[];
}

/** A topic that is forgotten sooner would be asked about again and again by whoever sends to it now and then. */
const LEAST_IDLE_MS = 5_000;

/** Fills in defaults; throws `KafkaConfigurationError` for anything that cannot work. */
export function resolveOptions(options: KafkaClientOptions): ClientSettings {
  checkOptions(options);
  // As in Java: a first back-off above the default maximum raises the maximum with it.
  const reconnectBackoffMs = number(options, "reconnectBackoffMs", 50, 0);
  const retryBackoffMs = number(options, "retryBackoffMs", 100, 0);
  const security = resolveSecurity(options);
  const socket = resolveSocketOptions(options.socketOptions ?? []);
  const setupTimeoutMs = number(options, "socketConnectionSetupTimeoutMs", 10_000, 1);
  return {
    bootstrapServers: parseBootstrapServers(options.bootstrapServers ?? "localhost:9092"),
    clientId: options.clientId === undefined ? "k-client" : options.clientId,
    requestTimeoutMs: number(options, "requestTimeoutMs", 30_000, 1),
    maxInFlightRequestsPerConnection: number(options, "maxInFlightRequestsPerConnection", 5, 1),
    reconnectBackoffMs,
    reconnectBackoffMaxMs: number(options, "reconnectBackoffMaxMs", Math.max(1_000, reconnectBackoffMs), 0),
    retryBackoffMs,
    retryBackoffMaxMs: number(options, "retryBackoffMaxMs", Math.max(1_000, retryBackoffMs), 0),
    socketConnectionSetupTimeoutMs: setupTimeoutMs,
    socketConnectionSetupTimeoutMaxMs: number(
      options,
      "socketConnectionSetupTimeoutMaxMs",
      Math.max(30_000, setupTimeoutMs),
      1,
    ),
    connectionsMaxIdleMs: number(options, "connectionsMaxIdleMs", 540_000, Number.NEGATIVE_INFINITY),
    receiveMessageMaxBytes: number(options, "receiveMessageMaxBytes", 100_000_000, 1),
    metadataMaxAgeMs: number(options, "metadataMaxAgeMs", 300_000, 0),
    metadataMaxIdleMs: number(options, "metadataMaxIdleMs", 300_000, LEAST_IDLE_MS),
    metadataRecoveryStrategy: oneOf(options, "metadataRecoveryStrategy", ["rebootstrap", "none"]),
    metadataRecoveryRebootstrapTriggerMs: number(options, "metadataRecoveryRebootstrapTriggerMs", 300_000, 0),
    allowAutoCreateTopics: options.allowAutoCreateTopics ?? true,
    apiVersion: release(options.apiVersion),
    apiVersionAutoTimeoutMs: number(options, "apiVersionAutoTimeoutMs", 2_000, 1),
    legacyBrokers: options.legacyBrokers ?? true,
    clientDnsLookup: oneOf(options, "clientDnsLookup", ["use_all_dns_ips", "resolve_canonical_bootstrap_servers_only"]),
    security,
    socket: socket.settings,
    warnings: [...security.warnings, ...socket.warnings, ...withoutEffect(options)],
  };
}

/** Where to start, and under which names. */
export function bootstrapOptions(settings: ClientSettings, resolver: Resolver): BootstrapOptions {
  const { bootstrapServers, clientDnsLookup, metadataRecoveryStrategy } = settings;
  return {
    bootstrapServers,
    rebootstrap: metadataRecoveryStrategy === "rebootstrap",
    expand: clientDnsLookup === "use_all_dns_ips" ? undefined : () => canonicalEndpoints(bootstrapServers, resolver),
  };
}

/** Options of the seed that Node has no place for. */
function withoutEffect(options: KafkaClientOptions): string[] {
  const buffer = "the kernel sizes socket buffers by itself (net.ipv4.tcp_rmem and tcp_wmem on Linux)";
  const instead: readonly (readonly [keyof KafkaClientOptions, string])[] = [
    ["receiveBufferBytes", `Node cannot set SO_RCVBUF on TCP sockets; ${buffer}`],
    ["sendBufferBytes", `Node cannot set SO_SNDBUF on TCP sockets; ${buffer}`],
    ["selector", "the event loop is Node's; `connect` decides what a socket is"],
    ["sockChunkBytes", "Node decides how much it reads at a time"],
    ["sockChunkBufferCount", "Node decides how much it reads at a time"],
  ];
  // -1 and null say that the operating system shall decide, which it does.
  const isSet = (name: keyof KafkaClientOptions) => ![undefined, null, -1].includes(options[name] as null);
  return instead.filter(([name]) => isSet(name)).map(([name, why]) => `${name} has no effect: ${why}`);
}

function number(options: KafkaClientOptions, name: keyof KafkaClientOptions, fallback: number, least: number): number {
  const value = options[name] ?? fallback;
  if (typeof value === "number" && !Number.isNaN(value) && value >= least) return value;
  throw new KafkaConfigurationError(`${name} must be a number of at least ${least}, not ${JSON.stringify(value)}`);
}

function oneOf<T extends string>(options: KafkaClientOptions, name: keyof KafkaClientOptions, values: readonly T[]): T {
  const value = options[name] ?? values[0];
  if (values.includes(value as T)) return value as T;
  throw new KafkaConfigurationError(`${name} must be one of ${values.join(", ")}, not ${JSON.stringify(value)}`);
}

const OLDEST: KafkaRelease = [0, 8, 0];

function release(value: KafkaRelease | "auto" | undefined): KafkaRelease | "auto" {
  if (value === undefined || value === "auto") return "auto";
  const isRelease =
    Array.isArray(value) && value.length >= 2 && value.every((part) => Number.isInteger(part) && part! >= 0);
  if (isRelease && compareReleases(value, OLDEST) >= 0) return value;
  throw new KafkaConfigurationError(
    `apiVersion must be "auto" or a Kafka release from 0.8 on, as a list of numbers such as [0, 10, 2], not ${JSON.stringify(value)}`,
  );
}
