export {
  type AppendResult,
  type AppendRules,
  appendAsLeader,
  type RecordError,
  storedBatch,
} from "./append-as-leader.js";
export { BrokerNode, type Endpoint } from "./broker-node.js";
export { type ClusterSettings, ClusterState, type NewTopic } from "./cluster-state.js";
export type { Partition } from "./partition.js";
export { isValidTopicName, type Topic } from "./topic.js";
export type { TopicConfig } from "./topic-config.js";
