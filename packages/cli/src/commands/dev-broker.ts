/** `ktool dev-broker`: an embedded cluster in this process, until Ctrl-C. */

import { once } from "node:events";
import { DevCluster } from "@k/dev-broker";
import { Command } from "commander";
import { ExitCode } from "../exit-codes.js";
import { integerOption } from "./integer-option.js";
import type { Session } from "./session.js";
import { type TopicRequest, topicOption } from "./topic-option.js";

interface DevBrokerOptions {
  readonly brokers: number;
  readonly port: number;
  readonly partitions: number;
  readonly topic: readonly TopicRequest[];
  readonly autoCreate: boolean;
}

export function devBrokerCommand(session: Session): Command {
  return new Command("dev-broker")
    .description("Run an embedded Kafka cluster in memory. Prints its bootstrap address, runs until Ctrl-C.")
    .option("--brokers <n>", "how many brokers", integerOption({ min: 1, max: 100 }), 1)
    .option(
      "--port <n>",
      "of the first broker, the others take those after it; 0: free ones",
      integerOption({ min: 0, max: 65_535 }),
      0,
    )
    .option("--partitions <n>", "partitions of topics created on first use", integerOption({ min: 1 }), 1)
    .option("--topic <name[:partitions]>", "create this topic at the start; may be repeated", topicOption, [])
    .option("--no-auto-create", "refuse topics that were not created")
    .action(async (options: DevBrokerOptions) => {
      session.exitCode = await runDevBroker(options, session);
    });
}

async function runDevBroker(options: DevBrokerOptions, { terminal, stdout }: Session): Promise<ExitCode> {
  const cluster = await DevCluster.start({
    brokers: options.brokers,
    port: options.port,
    defaultPartitions: options.partitions,
    autoCreateTopics: options.autoCreate,
  });
  try {
    for (const { name, partitions = options.partitions } of options.topic) cluster.createTopic(name, { partitions });
    stdout.line(cluster.bootstrapServers.join(","));
    await stdout.flush();
    if (!terminal.interrupted.aborted) await once(terminal.interrupted, "abort");
  } finally {
    await cluster.close();
  }
  // Ctrl-C is how this command is meant to end.
  return ExitCode.done;
}
