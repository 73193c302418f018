/** The producer behind every command that sends. */

import { KafkaProducer, type ProducerOptions } from "@k/producer";
import { type ConnectionOptions, settingsOf } from "./connection-options.js";

/** Defaults for files and pipes: nothing lost, nothing twice, in large batches. What the user sets overrides each of them. */
const defaults = {
  clientId: "ktool",
  lingerMs: 5,
  batchSize: 64 * 1024,
  // Nobody wants to look at a silent terminal for a minute because a port is wrong.
  maxBlockMs: 15_000,
};

/** What the producer is told, the defaults included. */
export function producerSettings(connection: ConnectionOptions): ProducerOptions & typeof defaults {
  const given = settingsOf(connection);
  return { ...defaults, ...durability(given), ...given } as ProducerOptions & typeof defaults; // given holds no undefined
}

/** Idempotence, unless the user excludes it; then at least every in-sync replica, and retries. */
function durability(given: ProducerOptions) {
  const { enableIdempotence = true, acks = "all", retries = 1, maxInFlightRequestsPerConnection = 1 } = given;
  const possible = (acks === "all" || acks === -1) && retries > 0 && maxInFlightRequestsPerConnection <= 5;
  return enableIdempotence && possible ? { enableIdempotence } : { acks: "all" as const, retries: 2_147_483_647 };
}

/** Constructing starts no IO. Throws KafkaConfigurationError for a wrong option. */
export const createProducer = (options: ConnectionOptions): KafkaProducer =>
  new KafkaProducer(producerSettings(options));
