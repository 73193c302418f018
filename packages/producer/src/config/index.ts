/** What a producer can be told: its options, their rules, and Kafka's properties files as a way to give them. */
export type { Option } from "./option.js";
export type { ProducerConfig, ResolvedOptions } from "./producer-config.js";
export type { Acks, CloseBatch, CompressionType, ProducerOptions } from "./producer-options.js";
export { producerOptionsFromProperties } from "./properties/index.js";
export { resolveProducerConfig } from "./resolve-producer-config.js";
export { optionGroups } from "./table/index.js";
