/**
 * Options that depend on each other. What was given is never changed: two given options that contradict are an error
 * that names both, and only defaults give way.
 */
import { KafkaConfigurationError } from "@k/client";
import { type Partitioner, usesBuiltInRules } from "../partitioner/index.js";
import type { ProducerConfig } from "./producer-config.js";
import type { ProducerOptions } from "./producer-options.js";
import { optionTable } from "./table/index.js";
import { MAX_INT } from "./value-kind.js";

type Options = Omit<ProducerOptions<never, never>, "keySerializer" | "valueSerializer" | "interceptors">;
type Resolved<Name extends keyof ProducerConfig> = Pick<ProducerConfig, Name>;

/** The most that a broker remembers batches of a producer for, so that it can tell a duplicate. */
const MAX_IN_FLIGHT_OF_IDEMPOTENCE = 5;

type Guarantees = "enableIdempotence" | "transactionalId" | "acks" | "retries" | "maxInFlightRequestsPerConnection";

/** Idempotence and what it needs. Java turns it off when it is contradicted; here that is an error. */
export function resolveGuarantees(options: Options): Resolved<Guarantees> {
  const { transactionalId = null } = options;
  const reason =
    transactionalId === null ? "enableIdempotence: true" : `transactionalId: ${JSON.stringify(transactionalId)}`;
  if (transactionalId !== null && options.enableIdempotence === false) {
    throw contradiction(reason, "idempotence", "enableIdempotence", options.enableIdempotence);
  }
  const enableIdempotence = options.enableIdempotence ?? transactionalId !== null;
  const maxInFlight = options.maxInFlightRequestsPerConnection ?? optionTable.maxInFlightRequestsPerConnection.default;
  const acks = options.acks === "all" ? -1 : options.acks;
  if (!enableIdempotence) {
    return {
      enableIdempotence,
      transactionalId,
      acks: acks ?? optionTable.acks.default,
      retries: options.retries ?? optionTable.retries.default,
      maxInFlightRequestsPerConnection: maxInFlight,
    };
  }
  if (acks !== undefined && acks !== -1) throw contradiction(reason, 'acks "all"', "acks", acks);
  if (options.retries === 0) throw contradiction(reason, "retries", "retries", 0);
  if (maxInFlight > MAX_IN_FLIGHT_OF_IDEMPOTENCE) {
    const limit = `at most ${MAX_IN_FLIGHT_OF_IDEMPOTENCE} requests in flight`;
    throw contradiction(reason, limit, "maxInFlightRequestsPerConnection", maxInFlight);
  }
  return {
    enableIdempotence,
    transactionalId,
    acks: -1,
    retries: options.retries ?? MAX_INT,
    maxInFlightRequestsPerConnection: maxInFlight,
  };
}

/** A delivery must have time for one wait and one request. */
export function resolveTimeouts(options: Options): Resolved<"deliveryTimeoutMs" | "requestTimeoutMs" | "lingerMs"> {
  const lingerMs = options.lingerMs ?? optionTable.lingerMs.default;
  let requestTimeoutMs = options.requestTimeoutMs ?? optionTable.requestTimeoutMs.default;
  let deliveryTimeoutMs = options.deliveryTimeoutMs ?? optionTable.deliveryTimeoutMs.default;
  const leastMs = lingerMs + requestTimeoutMs;
  if (deliveryTimeoutMs >= leastMs) return { deliveryTimeoutMs, requestTimeoutMs, lingerMs };

  if (options.deliveryTimeoutMs === undefined) {
    deliveryTimeoutMs = Math.min(leastMs, MAX_INT);
  } else if (options.requestTimeoutMs === undefined && deliveryTimeoutMs > lingerMs) {
    requestTimeoutMs = deliveryTimeoutMs - lingerMs;
  } else {
    throw new KafkaConfigurationError(
      `deliveryTimeoutMs: ${deliveryTimeoutMs} is less than lingerMs + requestTimeoutMs (${lingerMs} + ${requestTimeoutMs} = ${leastMs})`,
    );
  }
  return { deliveryTimeoutMs, requestTimeoutMs, lingerMs };
}

export function resolveBackoff(options: Options): Resolved<"retryBackoffMs" | "retryBackoffMaxMs"> {
  const { retryBackoffMs, retryBackoffMaxMs } = options;
  if (retryBackoffMs !== undefined && retryBackoffMaxMs !== undefined && retryBackoffMaxMs < retryBackoffMs) {
    throw new KafkaConfigurationError(
      `retryBackoffMaxMs: ${retryBackoffMaxMs} is less than retryBackoffMs: ${retryBackoffMs}`,
    );
  }
  return {
    retryBackoffMs: retryBackoffMs ?? Math.min(optionTable.retryBackoffMs.default, retryBackoffMaxMs ?? MAX_INT),
    retryBackoffMaxMs: retryBackoffMaxMs ?? Math.max(optionTable.retryBackoffMaxMs.default, retryBackoffMs ?? 0),
  };
}

export function resolveBatchSize(options: Options): Resolved<"batchSize" | "bufferMemory"> {
  const { batchSize } = options;
  const bufferMemory = options.bufferMemory ?? optionTable.bufferMemory.default;
  if (batchSize !== undefined && batchSize > bufferMemory) {
    throw new KafkaConfigurationError(`batchSize: ${batchSize} is more than bufferMemory: ${bufferMemory}`);
  }
  return { batchSize: batchSize ?? Math.min(optionTable.batchSize.default, bufferMemory), bufferMemory };
}

/** lz4 and snappy are compressed at the one level that they have here. */
const LEVELS: Readonly<Record<string, readonly [min: number, max: number]>> = {
  gzip: [-1, 9],
  zstd: [-131_072, 22],
};

export function checkCompressionLevel({ compressionType = "none", compressionLevel }: Options): void {
  if (compressionLevel === undefined) return;
  const levels = LEVELS[compressionType];
  if (levels === undefined) {
    throw new KafkaConfigurationError(
      `compressionLevel: ${compressionLevel} needs a compressionType with levels (gzip or zstd), not "${compressionType}"`,
    );
  }
  const [min, max] = levels;
  if (compressionLevel >= min && compressionLevel <= max) return;
  throw new KafkaConfigurationError(
    `compressionLevel: expected an integer from ${min} to ${max} with compressionType: "${compressionType}", not ${compressionLevel}`,
  );
}

/** A partitioner of one's own decides about keys itself: the setting would do nothing. */
export function checkPartitionerSettings({ partitionerIgnoreKeys }: Options, partitioner: Partitioner): void {
  if (partitionerIgnoreKeys !== true || usesBuiltInRules(partitioner)) return;
  throw new KafkaConfigurationError(
    "partitionerIgnoreKeys: true has no effect on a partitioner of your own; leave out one of them",
  );
}

function contradiction(reason: string, needs: string, option: string, value: unknown): KafkaConfigurationError {
  return new KafkaConfigurationError(`${reason} needs ${needs}, but ${option} is ${JSON.stringify(value)}`);
}
