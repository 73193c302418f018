import type { KafkaClientOptions, Logger } from "@k/client";
import type { Clock } from "../clock.js";
import type { ProducerInterceptor } from "../interceptor/index.js";
import type { MetricReporter } from "../metrics/index.js";
import type { Partitioner } from "../partitioner/index.js";
import type { RecordSerializer } from "../serializer/index.js";
import type { Acks, CloseBatch, CompressionType } from "./producer-options.js";

/** The options as the producer uses them: checked, complete, frozen. Same names, same units. */
export interface ProducerConfig<K = unknown, V = unknown> {
  readonly clientId: string;
  readonly acks: Acks;
  readonly retries: number;
  readonly enableIdempotence: boolean;
  readonly deliveryTimeoutMs: number;
  readonly requestTimeoutMs: number;
  readonly retryBackoffMs: number;
  readonly retryBackoffMaxMs: number;
  readonly maxInFlightRequestsPerConnection: number;
  /** 0: no batching. */
  readonly batchSize: number;
  readonly lingerMs: number;
  readonly bufferMemory: number;
  readonly maxBlockMs: number;
  readonly maxRequestSize: number;
  readonly compressionType: CompressionType;
  /** Undefined: the codec's default. */
  readonly compressionLevel: number | undefined;
  readonly partitioner: Partitioner;
  readonly partitionerIgnoreKeys: boolean;
  readonly partitionerAdaptivePartitioningEnable: boolean;
  readonly partitionerAvailabilityTimeoutMs: number;
  readonly transactionalId: string | null;
  readonly transactionTimeoutMs: number;
  readonly keySerializer: RecordSerializer;
  readonly valueSerializer: RecordSerializer;
  readonly interceptors: readonly ProducerInterceptor<K, V>[];
  readonly metricReporters: readonly MetricReporter[];
  readonly metricsNumSamples: number;
  readonly metricsSampleWindowMs: number;
  readonly clock: Clock;
  readonly closeBatch: CloseBatch;
  readonly random: () => number;
  readonly logger: Logger;
}

/** The options, divided between the two who use them. */
export interface ResolvedOptions<K = unknown, V = unknown> {
  readonly producer: ProducerConfig<K, V>;
  /** For the constructor of KafkaClient, which checks what is its own. */
  readonly client: KafkaClientOptions;
}
