/** A cluster for the tests of one file or one `describe`. */
import { type KafkaCluster, type KafkaOptions, startKafka } from "@k/kafka-tooling";
import { afterAll, beforeAll } from "vitest";

/** Starts before the tests that follow and stops after them. Call the result inside tests only. */
export function useKafka(options: KafkaOptions): () => KafkaCluster {
  let cluster: KafkaCluster | undefined;
  beforeAll(async () => {
    cluster = await startKafka(options);
  });
  afterAll(async () => {
    await cluster?.stop();
  });
  return () => {
    if (cluster) return cluster;
    throw new Error("Kafka is started when the tests begin");
  };
}
