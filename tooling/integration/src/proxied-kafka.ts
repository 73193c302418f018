/** Three brokers, each behind a frame proxy through which clients come; brokers and Kafka's tools talk past it. */
import { type KafkaCluster, type KafkaOptions, startKafka } from "@k/kafka-tooling";
import { type FaultRule, FrameProxy } from "./frame-proxy/index.js";

export interface ProxiedKafka {
  readonly kafka: KafkaCluster;
  /** For clients: the proxies. */
  readonly bootstrapServers: string;
  readonly proxies: readonly FrameProxy[];
  /** One rule for all proxies; undefined: everything passes. */
  setRule(rule: FaultRule | undefined): void;
  stop(): Promise<void>;
}

export async function startProxiedKafka(
  options: Omit<KafkaOptions, "proxied" | "brokers"> = {},
): Promise<ProxiedKafka> {
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
    async stop() {
      await Promise.all(proxies.map((proxy) => proxy.close()));
      await kafka.stop();
    },
  };
}
