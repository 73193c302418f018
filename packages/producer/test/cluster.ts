/** What the tests that cross layers share: a cluster and producers in memory and in virtual time, closed when the test ends. */
import { DevCluster, type DevClusterOptions, VirtualClock } from "@k/dev-broker";
import { onTestFinished } from "vitest";
import { type Clock, KafkaProducer, type ProducerOptions } from "../src/index.js";

/** Where the wall clock of the tests starts. */
export const EPOCH_MS = Date.UTC(2026, 0, 1);

/** Virtual time with what a producer's clock has more. It passes by itself, in leaps, whenever nothing else happens. */
class FlowingClock extends VirtualClock implements Clock {
  #flowing = true;

  wallTime(): number {
    return EPOCH_MS + Math.floor(this.now());
  }

  defer(callback: () => void): void {
    process.nextTick(callback);
  }

  async flow(): Promise<void> {
    while (this.#flowing) await this.advance(50);
  }

  stop(): void {
    this.#flowing = false;
  }
}

const clocks = new WeakMap<DevCluster, FlowingClock>();

export async function startCluster(options: DevClusterOptions = {}): Promise<DevCluster> {
  const clock = new FlowingClock();
  void clock.flow();
  onTestFinished(() => clock.stop());
  const cluster = await DevCluster.start({ brokers: 3, transport: "memory", clock, ...options });
  clocks.set(cluster, clock);
  onTestFinished(() => cluster.close());
  return cluster;
}

export function clockOf(cluster: DevCluster): FlowingClock {
  return clocks.get(cluster) as FlowingClock;
}

/** Resolves after `ms` of the cluster's time. */
export function passing(cluster: DevCluster, ms: number): Promise<void> {
  return new Promise((resolve) => {
    clockOf(cluster).setTimer(resolve, ms);
  });
}

export function producerOf<K, V>(
  cluster: DevCluster,
  options: Partial<ProducerOptions<K, V>> = {},
): KafkaProducer<K, V> {
  const producer = new KafkaProducer<K, V>({
    bootstrapServers: cluster.bootstrapServers,
    connect: cluster.connect,
    clock: clockOf(cluster),
    // A thread's time is not the clock's.
    closeBatch: async (records) => records.close(),
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
