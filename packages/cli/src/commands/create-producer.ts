/** The producer behind every command that sends. */

import { UnsupportedVersionError } from "@k/client";
import { KafkaProducer, type ProducerOptions } from "@k/producer";
import { InitProducerId } from "@k/protocol";
import { type ConnectionOptions, createClient, settingsOf } from "./connection-options.js";

/** Defaults for files and pipes: nothing lost, nothing twice, in large batches. What the user sets overrides each of them. */
const defaults = {
  clientId: "ktool",
  lingerMs: 5,
  batchSize: 64 * 1024,
  // Nobody wants to look at a silent terminal for a minute because a port is wrong.
  maxBlockMs: 15_000,
};

export type ProducerSettings = ProducerOptions & typeof defaults;

/** Makes the producer, and tells what it was told. Throws KafkaConfigurationError for a wrong option, before any IO. */
export async function createProducer(connection: ConnectionOptions) {
  const given = settingsOf(connection);
  const settings = { ...defaults, ...durability(given), ...given } as ProducerSettings; // given holds no undefined
  const producer = new KafkaProducer(settings);
  if (given.enableIdempotence !== undefined || !settings.enableIdempotence) return { producer, settings };
  // Our own default must not keep anyone from an old cluster.
  if (await hasIdempotence(connection)) return { producer, settings };
  await producer.close();
  const withoutIds = { ...defaults, ...withoutIdempotence, ...given } as ProducerSettings;
  return { producer: new KafkaProducer(withoutIds), settings: withoutIds };
}

/** Idempotence, unless the user excludes it; then at least every in-sync replica, and retries. */
function durability(given: ProducerOptions) {
  const { enableIdempotence = true, acks = "all", retries = 1, maxInFlightRequestsPerConnection = 1 } = given;
  const possible = (acks === "all" || acks === -1) && retries > 0 && maxInFlightRequestsPerConnection <= 5;
  return enableIdempotence && possible ? { enableIdempotence } : withoutIdempotence;
}

const withoutIdempotence = { acks: "all" as const, retries: 2_147_483_647 };

/** Whether the cluster gives out producer ids: Kafka 0.11 and newer, but for previews of KRaft. Costs it one id. */
async function hasIdempotence(connection: ConnectionOptions): Promise<boolean> {
  const client = createClient(connection);
  try {
    await client.connect();
    await client.send(InitProducerId, { transactionalId: null, transactionTimeoutMs: 60_000 }, { to: "any" });
    return true;
  } catch (error) {
    if (error instanceof UnsupportedVersionError) return false;
    throw error;
  } finally {
    await client.close();
  }
}
