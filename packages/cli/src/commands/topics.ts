/** `ktool topics`: list, describe, create. */

import type { KafkaClient } from "@k/client";
import { BrokerError, ErrorCode, Metadata, type ResponseOf } from "@k/protocol";
import { Command, InvalidArgumentError } from "commander";
import { ExitCode } from "../exit-codes.js";
import { untilInterrupted } from "../interruption.js";
import { table } from "../output/index.js";
import { findTopic, resolveOffset } from "../reading/index.js";
import { createTopic } from "../topics/index.js";
import { addConnectionOptions, type ConnectionOptions, createClient } from "./connection-options.js";
import { integerOption } from "./integer-option.js";
import type { Session } from "./session.js";

export function topicsCommand(session: Session): Command {
  return new Command("topics")
    .description("List, describe and create topics.")
    .addCommand(listCommand(session))
    .addCommand(describeCommand(session))
    .addCommand(createCommand(session));
}

function listCommand(session: Session): Command {
  const command = new Command("list")
    .description("List all topics.")
    .option("--internal", "also Kafka's own, such as __consumer_offsets");
  return addConnectionOptions(command).action((options: ConnectionOptions & { internal?: boolean }) =>
    withClient(options, session, async (client) => {
      const { topics } = await allTopics(client);
      const shown = topics
        .filter(({ isInternal }) => options.internal || !isInternal)
        .sort((a, b) => (a.name! < b.name! ? -1 : 1));
      const rows = shown.map(({ name, partitions }) => [
        name ?? "",
        partitions.length,
        partitions[0]?.replicaNodes.length ?? 0,
      ]);
      session.stdout.line(table([{ title: "topic" }, count("partitions"), count("replicas")], rows));
    }),
  );
}

function describeCommand(session: Session): Command {
  const command = new Command("describe")
    .description("Show the partitions of a topic: who leads them, and their first and next offset.")
    .argument("<topic>");
  return addConnectionOptions(command).action((topic: string, options: ConnectionOptions) =>
    withClient(options, session, async (client) => {
      const { topicId, partitions } = await findTopic(client, topic);
      const rows = partitions.map(async ({ partition, leaderId, leaderEpoch, replicas, isr }) => {
        const offset = (spec: "earliest" | "latest") =>
          leaderId < 0 ? "?" : resolveOffset(client, topic, partition, spec);
        const ends = [await offset("earliest"), await offset("latest")] as const;
        return [partition, leaderId, leaderEpoch, replicas.join(","), isr.join(","), ...ends];
      });
      session.stdout.line(`${topic}  id ${topicId}`);
      session.stdout.line(
        table(
          [
            ...["partition", "leader", "leader epoch"].map(count),
            ...["replicas", "in sync"].map((title) => ({ title })),
            ...["first offset", "next offset"].map(count),
          ],
          await Promise.all(rows),
        ),
      );
    }),
  );
}

interface CreateOptions extends ConnectionOptions {
  readonly partitions: number;
  readonly replicationFactor?: number;
  readonly config: Readonly<Record<string, string>>;
}

function createCommand(session: Session): Command {
  const command = new Command("create")
    .description("Create a topic.")
    .argument("<topic>")
    .option("--partitions <n>", "how many partitions", integerOption({ min: 1 }), 1)
    .option(
      "--replication-factor <n>",
      "copies of each partition (default: 3, or as many as there are brokers)",
      integerOption({ min: 1 }),
    )
    .option("--config <name=value>", "a configuration of the topic; may be repeated", configOption, {});
  return addConnectionOptions(command).action((topic: string, options: CreateOptions) =>
    withClient(options, session, async (client) => {
      const replicationFactor = await createTopic(client, topic, options);
      session.stdout.line(
        `created ${topic}: partitions ${options.partitions}, replication factor ${replicationFactor}`,
      );
    }),
  );
}

async function withClient(
  options: ConnectionOptions,
  session: Session,
  act: (client: KafkaClient) => Promise<void>,
): Promise<void> {
  const client = createClient(options);
  try {
    await untilInterrupted(
      client.connect().then(() => act(client)),
      session.terminal.interrupted,
    );
    session.exitCode = ExitCode.done;
  } finally {
    await client.close();
  }
}

/** Every topic of the cluster; their names only, none is tracked for it. */
async function allTopics(client: KafkaClient): Promise<ResponseOf<typeof Metadata>> {
  // Version 0 has no null: there, no topics means all topics.
  const request = (version: number) => ({ topics: version === 0 ? [] : null });
  const response = await client.send(Metadata, request, { to: "any" });
  if (response.errorCode !== ErrorCode.NONE) throw new BrokerError(response.errorCode, "list of topics");
  return response;
}

const count = (title: string) => ({ title, align: "right" as const });

function configOption(text: string, earlier: Readonly<Record<string, string>>): Record<string, string> {
  const equals = text.indexOf("=");
  if (equals <= 0) throw new InvalidArgumentError("Expected name=value.");
  return { ...earlier, [text.slice(0, equals)]: text.slice(equals + 1) };
}
