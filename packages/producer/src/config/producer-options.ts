import type { KafkaClientOptions, Logger } from "@k/client";
import type { RecordsBuilder } from "@k/records";
import type { Clock } from "../clock.js";
import type { ProducerInterceptor } from "../interceptor/index.js";
import type { MetricReporter } from "../metrics/index.js";
import type { Partitioner, PartitionerFunction } from "../partitioner/index.js";
import type { Serializer } from "../serializer/index.js";

/** -1 is "all". */
export type Acks = 0 | 1 | -1;

export type CompressionType = "none" | "gzip" | "snappy" | "lz4" | "zstd";

/**
 * What a KafkaProducer can be told. Everything has a default; `undefined` means "not given". Names, defaults and
 * meanings beside those of kafka-python, Java and librdkafka: docs/options.md.
 */
export interface ProducerOptions<K = string | Uint8Array | null, V = string | Uint8Array | null>
  extends Omit<ClientOptions, keyof DeliveryOptions | keyof AdvancedOptions>,
    DeliveryOptions,
    BatchingOptions,
    PartitioningOptions,
    TransactionOptions,
    MetricsOptions,
    AdvancedOptions {
  /**
   * Turns keys into text or bytes: a function, or an object with `serialize(topic, key, headers)`. May be
   * asynchronous. Default: none; keys are `string | Uint8Array | null`, text is sent as UTF-8.
   */
  readonly keySerializer?: Serializer<K> | undefined;
  /** Turns values into text or bytes, like `keySerializer`. Default: none. */
  readonly valueSerializer?: Serializer<V> | undefined;
  /** Called in their order for each record and each result. Default: none. */
  readonly interceptors?: readonly ProducerInterceptor<K, V>[] | undefined;
}

/** The client's own, but for `legacyBrokers`, which follows from idempotence. Undefined means "not given" as well. */
type ClientOptionName = Exclude<keyof KafkaClientOptions, "legacyBrokers">;
type ClientOptions = { readonly [Name in ClientOptionName]?: KafkaClientOptions[Name] | undefined };

interface DeliveryOptions {
  /**
   * Nothing is written twice or out of order by a retry. Alone it is the durable set: `acks: "all"`, retries bounded
   * only by `deliveryTimeoutMs`, at most 5 in flight; an option that contradicts it is an error.
   * Default: false (kafka-python has none; Java: true, silently off when contradicted), true with a `transactionalId`.
   */
  readonly enableIdempotence?: boolean | undefined;
  /**
   * Who must have a record before its send succeeds. 0: nobody, the offset is -1n; 1: the leader, who may still lose
   * it; "all" or -1: every in-sync replica. Default: 1, as in kafka-python (Java: all); "all" when idempotent.
   */
  readonly acks?: Acks | "all" | undefined;
  /**
   * How often a batch is sent again after an error that may pass. Without idempotence a retry can write a record
   * twice. Default: 0, as in kafka-python; 2147483647 when idempotent, as in Java.
   */
  readonly retries?: number | undefined;
  /**
   * Milliseconds from the append of a record to its result, retries and all; at least `lingerMs + requestTimeoutMs`.
   * Default: 120000, as in Java (kafka-python: none, unsent batches expire after the request timeout).
   */
  readonly deliveryTimeoutMs?: number | undefined;
  /**
   * Milliseconds a broker may take to answer; then the connection is closed. Default: 30000, or what a shorter
   * `deliveryTimeoutMs` leaves.
   */
  readonly requestTimeoutMs?: number | undefined;
  /** Milliseconds before the first retry; doubled for each further one, ±20 %. Default: 100 (kafka-python: constant). */
  readonly retryBackoffMs?: number | undefined;
  /** The longest wait between retries, in milliseconds. Default: 1000, as in Java. */
  readonly retryBackoffMaxMs?: number | undefined;
  /** Unanswered requests to a broker at a time. 1 keeps the order of retried batches without idempotence. Default: 5. */
  readonly maxInFlightRequestsPerConnection?: number | undefined;
}

interface BatchingOptions {
  /** Bytes a batch is filled up to; 0: every record is a batch of its own. Default: 16384. */
  readonly batchSize?: number | undefined;
  /** Milliseconds a batch that is not full waits for more records. Default: 0, as in kafka-python (Java 4: 5). */
  readonly lingerMs?: number | undefined;
  /**
   * Bytes that records may occupy until they are acknowledged; then sends wait, for `maxBlockMs`, first come first
   * served. Default: 33554432. Exact (kafka-python counts batches, Java memory that it has set aside).
   */
  readonly bufferMemory?: number | undefined;
  /**
   * Milliseconds a send may wait for metadata and memory, both together (kafka-python: for each), and
   * `partitionsFor` and the calls of a transaction for their answers. Default: 60000.
   */
  readonly maxBlockMs?: number | undefined;
  /** Bytes of the largest request, and so of the largest record, before compression. Default: 1048576. */
  readonly maxRequestSize?: number | undefined;
  /** The codec of whole batches. Default: "none". */
  readonly compressionType?: CompressionType | undefined;
  /** In the codec's own terms: gzip -1 to 9, zstd -131072 to 22. Default: the codec's. */
  readonly compressionLevel?: number | undefined;
}

interface PartitioningOptions {
  /**
   * Chooses the partition of records that name none: an object, or a function with kafka-python's arguments.
   * Default: keys by murmur2 as in kafka-python and Java; records without a key stay on one partition for a batch
   * (kafka-python: a random partition each, `new RandomPartitioner()`).
   */
  readonly partitioner?: Partitioner | PartitionerFunction | undefined;
  /** Treats every record as one without a key. Only with the built-in partitioner. Default: false. */
  readonly partitionerIgnoreKeys?: boolean | undefined;
  /** Gives partitions with shorter queues more of the records without a key (KIP-794). Default: true. */
  readonly partitionerAdaptivePartitioningEnable?: boolean | undefined;
  /** Milliseconds after which a broker that takes nothing gets no more records without a key; 0: off. Default: 0. */
  readonly partitionerAvailabilityTimeoutMs?: number | undefined;
}

interface TransactionOptions {
  /**
   * Makes the producer transactional, and so idempotent. The same after a restart, and of no other producer that
   * runs at the time. Default: none.
   */
  readonly transactionalId?: string | undefined;
  /** Milliseconds after which the coordinator aborts an open transaction. Default: 60000. */
  readonly transactionTimeoutMs?: number | undefined;
}

interface MetricsOptions {
  /** Told of every metric that comes and goes. Objects (kafka-python: classes). Default: none. */
  readonly metricReporters?: readonly MetricReporter[] | undefined;
  /** Windows that averages, maxima and rates look back on. Default: 2. */
  readonly metricsNumSamples?: number | undefined;
  /** Milliseconds of such a window. Default: 30000. */
  readonly metricsSampleWindowMs?: number | undefined;
}

/** Finishes the records of a batch: `records.closeAsync()`, or something that ends in `records.close()`. */
export type CloseBatch = (records: RecordsBuilder) => Promise<unknown>;

interface AdvancedOptions {
  /** The name in the brokers' logs, quotas and metrics. Default: `k-producer-<n>`, n counting the producers of the process. */
  readonly clientId?: string | undefined;
  /** Where the producer says what it does; never told a secret, nor what is in a record. Default: nowhere. */
  readonly logger?: Logger | undefined;
  /** Time and timers, for simulations. Default: the process's. */
  readonly clock?: Clock | undefined;
  /** Advanced: finishes a batch, which compresses it. Default: `closeAsync()`, off the event loop. A simulation passes its own. */
  readonly closeBatch?: CloseBatch | undefined;
  /** Numbers in [0, 1) for jitter and for choices among equals, for simulations. Default: `Math.random`. */
  readonly random?: (() => number) | undefined;
}
