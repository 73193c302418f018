export { addToSequence, PartitionSequence, type ProducerIdentity } from "./partition-sequence.js";
export { ProducerIdSource } from "./producer-id-source.js";
