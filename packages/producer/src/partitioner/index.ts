/** Which partition a record goes to. Pure rules: no metadata, no queues, no clock; what they need is passed in. */
export { asPartitioner, usesBuiltInRules } from "./as-partitioner.js";
export { ConsistentPartitioner, ConsistentRandomPartitioner } from "./consistent-partitioner.js";
export { DefaultPartitioner } from "./default-partitioner.js";
export { HashedPartitioner } from "./hashed-partitioner.js";
export { murmur2, murmur2Text, toPositive } from "./murmur2.js";
export type { Partitioner, PartitionerFunction, PartitionerInput } from "./partitioner.js";
export { RandomPartitioner } from "./random-partitioner.js";
export { RoundRobinPartitioner } from "./round-robin-partitioner.js";
export { type PartitionLoads, StickyPartition } from "./sticky-partition.js";
