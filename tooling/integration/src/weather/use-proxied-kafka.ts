/** Brokers behind proxies for the tests of one file. */
import type { KafkaOptions } from "@k/kafka-tooling";
import { afterAll, afterEach, beforeAll } from "vitest";
import { type ProxiedKafka, startProxiedKafka } from "../proxied-kafka.js";

/** Each test starts without a rule. Call the result inside tests only. */
export function useProxiedKafka(options: Omit<KafkaOptions, "proxied" | "brokers"> = {}): () => ProxiedKafka {
  let proxied: ProxiedKafka | undefined;
  beforeAll(async () => {
    proxied = await startProxiedKafka(options);
  });
  afterEach(() => proxied?.setRule(undefined));
  afterAll(() => proxied?.stop());
  return () => {
    if (proxied) return proxied;
    throw new Error("Kafka is started when the tests begin");
  };
}
