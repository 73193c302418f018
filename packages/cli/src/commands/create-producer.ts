/** The producer behind every command that sends. */

import { KafkaProducer, type ProducerOptions } from "@k/producer";
import { parseOptions } from "../input/index.js";
import type { ConnectionOptions } from "./connection-options.js";

/** Defaults for files and pipes: durable and in large batches. `-X` overrides each of them. */
const defaults = {
  clientId: "ktool",
  acks: "all",
  retries: 2_147_483_647,
  lingerMs: 5,
  batchSize: 64 * 1024,
  // Nobody wants to look at a silent terminal for a minute because a port is wrong.
  maxBlockMs: 15_000,
};

/** What the producer is told, the defaults included. */
export function producerSettings({ bootstrapServer, X }: ConnectionOptions): ProducerOptions & typeof defaults {
  // The producer's constructor checks names and values.
  return { ...defaults, ...parseOptions(X), bootstrapServers: bootstrapServer } as ProducerOptions & typeof defaults;
}

/** Constructing starts no IO. Throws KafkaConfigurationError for a wrong option. */
export const createProducer = (options: ConnectionOptions): KafkaProducer =>
  new KafkaProducer(producerSettings(options));
