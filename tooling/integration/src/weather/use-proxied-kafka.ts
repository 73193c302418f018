/** Three brokers, each behind a frame proxy through which clients come; brokers and Kafka's tools talk past it. */
import { type KafkaCluster, type KafkaOptions, startKafka } from "@k/kafka-tooling";
import { afterAll, afterEach, beforeAll } from "vitest";
import { type FaultRule, FrameProxy } from "../frame-proxy/index.js";

export interface ProxiedKafka {
  readonly kafka: KafkaCluster;
  /** For clients: the proxies. */
  readonly bootstrapServers: string;
  readonly proxies: readonly FrameProxy[];
  /** One rule for all proxies; undefined: everything passes. Each test starts without one. */
  setRule(rule: FaultRule | undefined): void;
}

/** Call the result inside tests only. */
export function useProxiedKafka(options: Omit<KafkaOptions, "proxied" | "brokers"> = {}): () => ProxiedKafka {
  let proxied: ProxiedKafka | undefined;
  beforeAll(async () => {
    proxied = await startProxied(options);
  });
  afterEach(() => proxied?.setRule(undefined));
  afterAll(async () => {
    await Promise.all(proxied?.proxies.map((proxy) => proxy.close()) ?? []);
    await proxied?.kafka.stop();
  });
  return () => {
    if (proxied) return proxied;
    throw new Error("Kafka is started when the tests begin");
  };
}

async function startProxied(options: KafkaOptions): Promise<ProxiedKafka> {
  const kafka = await startKafka({ ...options, brokers: 3, proxied: true });
  const proxies = await Promise.all(
    kafka.brokers.map((broker) =>
      FrameProxy.start({
        listen: Number(broker.address("PROXIED").split(":")[1]),
        target: broker.boundPort("PROXIED"),
      }),
    ),
  );
  return {
    kafka,
    proxies,
    bootstrapServers: kafka.bootstrap("PROXIED"),
    setRule(rule) {
      for (const proxy of proxies) proxy.rule = rule ?? (() => undefined);
    },
  };
}
