export { type AppendRules, appendAsLeader } from "./append-as-leader.js";
export { appendMessageSet } from "./append-message-set.js";
export type { AppendResult, RecordError } from "./append-result.js";
export { BrokerNode, type Endpoint } from "./broker-node.js";
export { type ClusterSettings, ClusterState, type NewTopic } from "./cluster-state.js";
export type { Partition } from "./partition.js";
export { storedBatch } from "./stored-batch.js";
export { isValidTopicName, type RecordValidator, type Topic } from "./topic.js";
export type { TopicConfig } from "./topic-config.js";
