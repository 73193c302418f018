import { KafkaClient, KafkaConfigurationError } from "@k/client";
import { describe, expect, test } from "vitest";
import { usesBuiltInRules } from "../partitioner/index.js";
import type { ProducerOptions } from "./producer-options.js";
import { resolveProducerConfig } from "./resolve-producer-config.js";

const MAX_INT = 2_147_483_647;

test("without options everything is as in kafka-python, with a timeout for deliveries", () => {
  const { producer, client } = resolveProducerConfig({});
  expect(producer).toMatchObject({
    acks: 1,
    retries: 0,
    enableIdempotence: false,
    transactionalId: null,
    deliveryTimeoutMs: 120_000,
    requestTimeoutMs: 30_000,
    retryBackoffMs: 100,
    retryBackoffMaxMs: 1000,
    maxInFlightRequestsPerConnection: 5,
    batchSize: 16_384,
    lingerMs: 0,
    bufferMemory: 33_554_432,
    maxBlockMs: 60_000,
    maxRequestSize: 1_048_576,
    compressionType: "none",
    compressionLevel: undefined,
    partitionerIgnoreKeys: false,
    partitionerAdaptivePartitioningEnable: true,
    partitionerAvailabilityTimeoutMs: 0,
    transactionTimeoutMs: 60_000,
    interceptors: [],
    metricReporters: [],
    metricsNumSamples: 2,
    metricsSampleWindowMs: 30_000,
  });
  expect(usesBuiltInRules(producer.partitioner)).toBe(true);
  expect(producer.keySerializer.passesThrough).toBe(true);
  expect(Object.isFrozen(producer)).toBe(true);
  expect(Object.isFrozen(client)).toBe(true);
});

test("producers are numbered through the process unless they are given a name", () => {
  const number = (): number => Number(/^k-producer-(\d+)$/.exec(resolveProducerConfig({}).producer.clientId)?.[1]);
  const first = number();
  resolveProducerConfig({ clientId: "mine" });
  expect(number()).toBe(first + 1);
  expect(resolveProducerConfig({ clientId: "mine" }).producer.clientId).toBe("mine");
});

test('acks "all" is -1', () => {
  expect(resolveProducerConfig({ acks: "all" }).producer.acks).toBe(-1);
  expect(resolveProducerConfig({ acks: 0 }).producer.acks).toBe(0);
});

test("the options that were given are not changed, and changing them later changes nothing", () => {
  const reporter = { metricChange: () => {}, metricRemoval: () => {} };
  const options = { metricReporters: [reporter], lingerMs: 5 };
  const { producer } = resolveProducerConfig(Object.freeze(options));
  options.metricReporters.push(reporter);
  expect(producer.metricReporters).toEqual([reporter]);
});

describe("idempotence", () => {
  const durable = { enableIdempotence: true, acks: -1, retries: MAX_INT, maxInFlightRequestsPerConnection: 5 };

  test("alone is the durable set", () => {
    expect(resolveProducerConfig({ enableIdempotence: true }).producer).toMatchObject(durable);
  });

  test("comes with a transactionalId", () => {
    const { producer } = resolveProducerConfig({ transactionalId: "payments" });
    expect(producer).toMatchObject({ ...durable, transactionalId: "payments" });
  });

  test("keeps what was given and does not contradict it", () => {
    const given = { enableIdempotence: true, acks: "all", retries: 3, maxInFlightRequestsPerConnection: 1 } as const;
    expect(resolveProducerConfig(given).producer).toMatchObject({ ...given, acks: -1 });
  });

  const contradictions: [ProducerOptions, string][] = [
    [{ enableIdempotence: true, acks: 1 }, 'enableIdempotence: true needs acks "all", but acks is 1'],
    [{ enableIdempotence: true, acks: 0 }, 'enableIdempotence: true needs acks "all", but acks is 0'],
    [{ enableIdempotence: true, retries: 0 }, "enableIdempotence: true needs retries, but retries is 0"],
    [
      { enableIdempotence: true, maxInFlightRequestsPerConnection: 6 },
      "enableIdempotence: true needs at most 5 requests in flight, but maxInFlightRequestsPerConnection is 6",
    ],
    [
      { transactionalId: "payments", enableIdempotence: false },
      'transactionalId: "payments" needs idempotence, but enableIdempotence is false',
    ],
    [{ transactionalId: "payments", acks: 1 }, 'transactionalId: "payments" needs acks "all", but acks is 1'],
  ];
  test.each(contradictions)("%o names both sides", (options, message) => {
    expect(() => resolveProducerConfig(options)).toThrow(KafkaConfigurationError);
    expect(() => resolveProducerConfig(options)).toThrow(message);
  });

  test("is off when it is off, and then nothing is asked of the others", () => {
    const { producer } = resolveProducerConfig({ enableIdempotence: false, maxInFlightRequestsPerConnection: 1000 });
    expect(producer).toMatchObject({ acks: 1, retries: 0, maxInFlightRequestsPerConnection: 1000 });
  });
});

describe("timeouts", () => {
  const resolved: [ProducerOptions, { deliveryTimeoutMs: number; requestTimeoutMs: number }][] = [
    [{ deliveryTimeoutMs: 30_000 }, { deliveryTimeoutMs: 30_000, requestTimeoutMs: 30_000 }],
    [{ deliveryTimeoutMs: 5000 }, { deliveryTimeoutMs: 5000, requestTimeoutMs: 5000 }],
    [
      { deliveryTimeoutMs: 5000, lingerMs: 1000 },
      { deliveryTimeoutMs: 5000, requestTimeoutMs: 4000 },
    ],
    [
      { requestTimeoutMs: 200_000, lingerMs: 5 },
      { deliveryTimeoutMs: 200_005, requestTimeoutMs: 200_000 },
    ],
    [{ lingerMs: 100_000 }, { deliveryTimeoutMs: 130_000, requestTimeoutMs: 30_000 }],
    [
      { requestTimeoutMs: MAX_INT, lingerMs: 5 },
      { deliveryTimeoutMs: MAX_INT, requestTimeoutMs: MAX_INT },
    ],
  ];
  test.each(resolved)("%o: what was not given gives way", (options, expected) => {
    const { producer, client } = resolveProducerConfig(options);
    expect(producer).toMatchObject(expected);
    expect(client.requestTimeoutMs).toBe(expected.requestTimeoutMs);
  });

  test("two that were given and contradict are an error with the sum", () => {
    const options = { deliveryTimeoutMs: 10_000, requestTimeoutMs: 10_000, lingerMs: 1 };
    expect(() => resolveProducerConfig(options)).toThrow(
      "deliveryTimeoutMs: 10000 is less than lingerMs + requestTimeoutMs (1 + 10000 = 10001)",
    );
    expect(() => resolveProducerConfig({ deliveryTimeoutMs: 50, lingerMs: 50 })).toThrow(KafkaConfigurationError);
  });
});

test("a back-off alone moves the other with it; both given must agree", () => {
  expect(resolveProducerConfig({ retryBackoffMs: 5000 }).producer.retryBackoffMaxMs).toBe(5000);
  expect(resolveProducerConfig({ retryBackoffMaxMs: 10 }).producer.retryBackoffMs).toBe(10);
  expect(() => resolveProducerConfig({ retryBackoffMs: 100, retryBackoffMaxMs: 99 })).toThrow(
    "retryBackoffMaxMs: 99 is less than retryBackoffMs: 100",
  );
});

test("a batch must fit into memory", () => {
  expect(resolveProducerConfig({ bufferMemory: 1000 }).producer.batchSize).toBe(1000);
  expect(resolveProducerConfig({ batchSize: 0 }).producer.batchSize).toBe(0);
  expect(() => resolveProducerConfig({ batchSize: 1001, bufferMemory: 1000 })).toThrow(
    "batchSize: 1001 is more than bufferMemory: 1000",
  );
});

test.each([
  [{ compressionLevel: 3 }, "compressionLevel: 3 needs a compressionType with levels"],
  [{ compressionType: "snappy", compressionLevel: 3 }, 'not "snappy"'],
  [{ compressionType: "gzip", compressionLevel: 10 }, "expected an integer from -1 to 9"],
  [{ compressionType: "lz4", compressionLevel: 9 }, 'not "lz4"'],
  [{ compressionType: "zstd", compressionLevel: 23 }, "expected an integer from -131072 to 22"],
] as const)("%o is a level that the codec does not have", (options, message) => {
  expect(() => resolveProducerConfig(options)).toThrow(KafkaConfigurationError);
  expect(() => resolveProducerConfig(options)).toThrow(message);
});

test("a codec's own levels pass", () => {
  const { producer } = resolveProducerConfig({ compressionType: "zstd", compressionLevel: -5 });
  expect(producer).toMatchObject({ compressionType: "zstd", compressionLevel: -5 });
});

test("partitionerIgnoreKeys is for the built-in partitioner only", () => {
  expect(resolveProducerConfig({ partitionerIgnoreKeys: true }).producer.partitionerIgnoreKeys).toBe(true);
  expect(() => resolveProducerConfig({ partitionerIgnoreKeys: true, partitioner: () => 0 })).toThrow(
    KafkaConfigurationError,
  );
});

test("a mechanism is wanted where SASL is, and the client says so before any IO", () => {
  const { client } = resolveProducerConfig({ securityProtocol: "SASL_SSL", saslMechanism: undefined });
  expect(() => new KafkaClient(client)).toThrow(KafkaConfigurationError);
});

test("the client warns where the user said, or else the process", () => {
  const logger = { debug() {}, info() {}, warn() {}, error() {} };
  expect(resolveProducerConfig({ logger }).client.logger).toBe(logger);
  expect(resolveProducerConfig({}).client).not.toHaveProperty("logger");
});

test.each([
  { socketOptions: [["IPPROTO_TCP", "TCP_NODELAY", 0], 5] },
  { sslContext: 5, securityProtocol: "SSL" },
  { saslPlainPassword: 5, securityProtocol: "SASL_SSL", saslMechanism: "PLAIN" },
])("the client refuses %j before any IO", (options) => {
  const { client } = resolveProducerConfig(options as ProducerOptions);
  expect(() => new KafkaClient(client)).toThrow(KafkaConfigurationError);
});

test("the client is given its own options as they were, the common ones as they were resolved, and what follows from them", () => {
  const connect = (): never => expect.fail("no IO in a constructor");
  const { client, producer } = resolveProducerConfig({
    bootstrapServers: "a:1",
    metadataMaxAgeMs: 7,
    connect,
    transactionalId: "payments",
    lingerMs: 5,
  });
  expect(client).toEqual({
    bootstrapServers: "a:1",
    metadataMaxAgeMs: 7,
    connect,
    clientId: producer.clientId,
    requestTimeoutMs: 30_000,
    retryBackoffMs: 100,
    retryBackoffMaxMs: 1000,
    maxInFlightRequestsPerConnection: 5,
    legacyBrokers: false,
    clock: producer.clock,
    random: producer.random,
  });
  expect(new KafkaClient(client)).toBeInstanceOf(KafkaClient);
});
