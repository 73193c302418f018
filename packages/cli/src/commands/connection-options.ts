/** What every command that talks to a cluster takes: where it is, and options of the client and the producer. */

import { readFileSync } from "node:fs";
import { KafkaClient } from "@k/client";
import { KafkaProducer, type ProducerOptions, producerOptionsFromProperties } from "@k/producer";
import type { Command } from "commander";
import { parseOptions } from "../input/index.js";
import { UsageError } from "../usage-error.js";

export interface ConnectionOptions {
  readonly bootstrapServer: string;
  readonly commandConfig?: string;
  /** As typed: `option=value`. */
  readonly X: readonly string[];
}

export function addConnectionOptions(command: Command): Command {
  return command
    .requiredOption("--bootstrap-server <host:port,…>", "the brokers to ask first, as in Kafka's own tools")
    .option("--command-config <file>", "a properties file, as Kafka's own tools take it")
    .option(
      "-X <option=value>",
      "an option by our name or Kafka's (requestTimeoutMs=5000, request.timeout.ms=5000); may be repeated",
      (assignment: string, earlier: readonly string[]) => [...earlier, assignment],
      [],
    );
}

/** The settings that were given; `-X` overrides the file. */
export function settingsOf({ bootstrapServer, commandConfig, X }: ConnectionOptions): ProducerOptions {
  const { options, properties } = parseOptions(X);
  return {
    ...(commandConfig === undefined ? {} : producerOptionsFromProperties(readConfig(commandConfig))),
    ...producerOptionsFromProperties(properties),
    // Names and values of these are checked by the constructor that takes them.
    ...(options as ProducerOptions),
    bootstrapServers: bootstrapServer,
  };
}

/** A client for looking. Constructing starts no IO; the first request connects. Throws KafkaConfigurationError for a wrong option. */
export function createClient(connection: ConnectionOptions): KafkaClient {
  const settings = settingsOf(connection);
  // The client leaves alone what is not its own, and with it what is nobody's: the producer knows every option.
  void new KafkaProducer(settings).close();
  return new KafkaClient({ ...clientDefaults, ...settings } as ClientOptions);
}

const clientDefaults = {
  clientId: "ktool",
  // Whoever asks for a topic does not want it created.
  allowAutoCreateTopics: false,
  // Nobody wants to look at a silent terminal for longer because a port is wrong.
  requestTimeoutMs: 15_000,
};

// The client takes a producer's options as they are, and leaves alone what is not its own.
type ClientOptions = ConstructorParameters<typeof KafkaClient>[0];

function readConfig(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new UsageError(`cannot read ${file}: ${(error as Error).message}`, { cause: error });
  }
}
