/** Connections to Kafka brokers, version negotiation and cluster metadata. */
export { KafkaClient, type RequestInit, type SendOptions } from "./client.js";
export type { KafkaClientOptions } from "./client-options.js";
export type { SaslMechanismName, SecurityOptions, SecurityProtocol } from "./client-security.js";
export {
  AuthenticationError,
  IllegalStateError,
  KafkaConfigurationError,
  KafkaConnectionError,
  KafkaTimeoutError,
  MetadataTimeoutError,
  NoBrokersAvailableError,
  RequestTimeoutError,
  UnsupportedVersionError,
} from "./errors.js";
export {
  type BootstrapServer,
  type Broker,
  type ClusterListener,
  ClusterMetadata,
  type ClusterMetadataInit,
  type LeaderEndpoint,
  type LeaderHint,
  Metadata,
  type MetadataConfig,
  type MetadataSource,
  type PartitionMetadata,
  parseBootstrapServers,
  type TopicMetadata,
  type WaitOptions,
} from "./metadata/index.js";
export {
  type CloseKind,
  type Connect,
  Connection,
  type ConnectionConfig,
  type ConnectionEvent,
  type ConnectionListener,
  type ConnectionState,
  type ConnectOptions,
  dialTcp,
  type Endpoint,
  formatEndpoint,
  type KafkaRelease,
  type NodeApiVersions,
  type PendingRequest,
  type RequestApi,
  type RequestOptions,
  type Resolver,
  type SocketOption,
  systemResolver,
  type VersionBounds,
  type VersionRange,
} from "./network/index.js";
export type { Destination } from "./request-router.js";
export { type Backoff, type BackoffOptions, exponentialBackoff } from "./retry/index.js";
export { type Clock, type Logger, silentLogger, systemClock, systemRandom } from "./runtime/index.js";
export {
  type KerberosClient,
  type KerberosModule,
  type OauthToken,
  type OauthTokenProvider,
  type OidcClientCredentialsOptions,
  oidcClientCredentials,
  type SaslContext,
  type SaslExchange,
  type SaslMechanism,
  type Secret,
} from "./sasl/index.js";
export type { FileOrContent, TlsOptions } from "./tls/index.js";
