export { type BootstrapServer, parseBootstrapServers } from "./bootstrap-servers.js";
export {
  type Broker,
  ClusterMetadata,
  type ClusterMetadataInit,
  type PartitionMetadata,
  type TopicMetadata,
} from "./cluster-metadata.js";
export type { LeaderEndpoint, LeaderHint } from "./leader-hint.js";
export { type ClusterListener, Metadata, type MetadataConfig, type MetadataSource } from "./metadata.js";
export type { WaitOptions } from "./topic-waiters.js";
