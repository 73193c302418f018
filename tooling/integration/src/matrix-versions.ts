/** Which Kafkas the broker matrix covers. */
import { type KafkaVersion, selectVersions } from "@k/kafka-tooling";

/** One of each wire generation: enough for every change, in a few minutes. */
const everyGeneration = "4.3,2.8,0.11,0.10.2,0.9,0.8";

export function matrixVersions(): KafkaVersion[] {
  return selectVersions(process.env.KAFKA_VERSIONS ?? everyGeneration);
}
