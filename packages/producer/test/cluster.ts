/** What the tests that cross layers share: a cluster and producers in memory, closed when the test ends. */
import { DevCluster, type DevClusterOptions } from "@k/dev-broker";
import { onTestFinished } from "vitest";
import { KafkaProducer, type ProducerOptions } from "../src/index.js";

export async function startCluster(options: DevClusterOptions = {}): Promise<DevCluster> {
  const cluster = await DevCluster.start({ brokers: 3, transport: "memory", ...options });
  onTestFinished(() => cluster.close());
  return cluster;
}

export function producerOf<K, V>(
  cluster: DevCluster,
  options: Partial<ProducerOptions<K, V>> = {},
): KafkaProducer<K, V> {
  const producer = new KafkaProducer<K, V>({
    bootstrapServers: cluster.bootstrapServers,
    connect: cluster.connect,
    retryBackoffMs: 5,
    reconnectBackoffMs: 5,
    ...options,
  } as ProducerOptions<K, V>);
  onTestFinished(() => producer.close({ timeoutMs: 0 }));
  return producer;
}

/** Values of a partition's records as text, in log order. */
export function valuesIn(cluster: DevCluster, topic: string, partition = 0): string[] {
  return cluster.readRecords(topic, partition).map(({ value }) => Buffer.from(value ?? []).toString());
}

export function numbers(count: number): string[] {
  return Array.from({ length: count }, (_, index) => String(index));
}
