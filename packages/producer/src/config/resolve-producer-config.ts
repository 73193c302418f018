import { type KafkaClientOptions, silentLogger, systemRandom } from "@k/client";
import { systemClock } from "../clock.js";
import { asPartitioner } from "../partitioner/index.js";
import { recordSerializer } from "../serializer/index.js";
import { checkOptions } from "./check-options.js";
import {
  checkCompressionLevel,
  checkPartitionerSettings,
  resolveBackoff,
  resolveBatchSize,
  resolveGuarantees,
  resolveTimeouts,
} from "./combinations.js";
import type { Option } from "./option.js";
import type { ProducerConfig, ResolvedOptions } from "./producer-config.js";
import type { ProducerOptions } from "./producer-options.js";
import { optionTable } from "./table/index.js";

/** Checks the options, each and all together, and fills in what was not given. Throws KafkaConfigurationError. */
export function resolveProducerConfig<K, V>(options: ProducerOptions<K, V>): ResolvedOptions<K, V> {
  checkOptions(options);
  checkCompressionLevel(options);
  const partitioner = asPartitioner(options.partitioner);
  checkPartitionerSettings(options, partitioner);

  const producer: ProducerConfig<K, V> = Object.freeze({
    clientId: options.clientId ?? nextClientId(),
    ...resolveGuarantees(options),
    ...resolveTimeouts(options),
    ...resolveBackoff(options),
    ...resolveBatchSize(options),
    maxBlockMs: options.maxBlockMs ?? optionTable.maxBlockMs.default,
    maxRequestSize: options.maxRequestSize ?? optionTable.maxRequestSize.default,
    compressionType: options.compressionType ?? optionTable.compressionType.default,
    compressionLevel: options.compressionLevel,
    partitioner,
    partitionerIgnoreKeys: options.partitionerIgnoreKeys ?? optionTable.partitionerIgnoreKeys.default,
    partitionerAdaptivePartitioningEnable:
      options.partitionerAdaptivePartitioningEnable ?? optionTable.partitionerAdaptivePartitioningEnable.default,
    partitionerAvailabilityTimeoutMs:
      options.partitionerAvailabilityTimeoutMs ?? optionTable.partitionerAvailabilityTimeoutMs.default,
    transactionTimeoutMs: options.transactionTimeoutMs ?? optionTable.transactionTimeoutMs.default,
    keySerializer: recordSerializer(options.keySerializer, "key"),
    valueSerializer: recordSerializer(options.valueSerializer, "value"),
    interceptors: Object.freeze([...(options.interceptors ?? [])]),
    metricReporters: Object.freeze([...(options.metricReporters ?? [])]),
    metricsNumSamples: options.metricsNumSamples ?? optionTable.metricsNumSamples.default,
    metricsSampleWindowMs: options.metricsSampleWindowMs ?? optionTable.metricsSampleWindowMs.default,
    clock: options.clock ?? systemClock,
    closeBatch: options.closeBatch ?? ((records) => records.closeAsync()),
    random: options.random ?? systemRandom,
    logger: options.logger ?? silentLogger,
  });
  return Object.freeze({ producer, client: clientOptions(options, producer) });
}

/** What the client owns as it was given, and what both use as it was resolved. */
function clientOptions(options: object, producer: ProducerConfig): KafkaClientOptions {
  const client: Record<string, unknown> = {};
  const given: Readonly<Record<string, unknown>> = { ...options };
  // Without a logger of the user's the client has a way of its own to warn.
  const resolved: Readonly<Record<string, unknown>> = { ...producer, logger: given.logger };
  for (const [name, { owner }] of Object.entries<Option>(optionTable)) {
    const value = owner === "both" ? resolved[name] : owner === "client" ? given[name] : undefined;
    if (value !== undefined) client[name] = value;
  }
  // A broker without idempotence is of no use then, and one that a broken network makes look old must not be taken for one.
  const legacyBrokers = producer.enableIdempotence ? { legacyBrokers: false } : {};
  // The names are KafkaClientOptions' own; the client's constructor checks the values.
  return Object.freeze({ ...client, ...legacyBrokers }) as KafkaClientOptions;
}

let producersOfProcess = 0;

function nextClientId(): string {
  producersOfProcess++;
  return `k-producer-${producersOfProcess}`;
}
