/** What every command that talks to a cluster takes: where it is, and options of the client. */

import { KafkaClient, type KafkaClientOptions } from "@k/client";
import type { Command } from "commander";
import { parseOptions } from "../input/index.js";

export interface ConnectionOptions {
  readonly bootstrapServer: string;
  /** As typed: `option=value`. */
  readonly X: readonly string[];
}

export function addConnectionOptions(command: Command, what = "client"): Command {
  return command
    .requiredOption("--bootstrap-server <host:port,…>", "the brokers to ask first, as in Kafka's own tools")
    .option(
      "-X <option=value>",
      `an option of the ${what}, in our spelling or Kafka's (requestTimeoutMs=5000, request.timeout.ms=5000); may be repeated`,
      (assignment: string, earlier: readonly string[]) => [...earlier, assignment],
      [],
    );
}

/** Constructing starts no IO; the first request connects. */
export function createClient({ bootstrapServer, X }: ConnectionOptions): KafkaClient {
  const options = { clientId: "ktool", ...parseOptions(X), bootstrapServers: bootstrapServer };
  return new KafkaClient(options as KafkaClientOptions); // the constructor checks names and values
}
