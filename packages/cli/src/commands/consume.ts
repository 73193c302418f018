/** `ktool consume`: look at what is in a topic. No groups, no commits. */

import type { KafkaClient } from "@k/client";
import type { KafkaRecord } from "@k/records";
import { Command, InvalidArgumentError, Option } from "commander";
import { ExitCode } from "../exit-codes.js";
import { untilInterrupted } from "../interruption.js";
import { bytesToJson, type Output, toJson } from "../output/index.js";
import {
  findTopic,
  type OffsetSpec,
  type ReadRange,
  readTopic,
  recordsInRange,
  resolveOffset,
} from "../reading/index.js";
import { UsageError } from "../usage-error.js";
import { addConnectionOptions, type ConnectionOptions, createClient } from "./connection-options.js";
import { integerOption } from "./integer-option.js";
import type { Session } from "./session.js";

interface ConsumeOptions extends ConnectionOptions {
  readonly topic: string;
  readonly partition?: number;
  readonly from: OffsetSpec;
  readonly to?: OffsetSpec;
  readonly maxMessages?: number;
  readonly format: "text" | "json";
  readonly keySeparator?: string;
}

export function consumeCommand(session: Session): Command {
  const command = new Command("consume")
    .description("Print the records of a topic. Follows it until Ctrl-C, --to or --max-messages.")
    .requiredOption("--topic <topic>", "the topic to read")
    .option("--partition <n>", "only this partition", integerOption({ min: 0 }))
    .option("--from <offset>", "earliest, latest or an offset", offsetOption, "earliest")
    .option("--to <offset>", "stop before this offset; latest: at the end as it is now", offsetOption)
    .option("--max-messages <n>", "stop after so many records", integerOption({ min: 1 }))
    .addOption(
      new Option("--format <format>", "text: the values, a line each; json: everything, as `produce --json` takes it")
        .choices(["text", "json"])
        .default("text"),
    )
    .option("--key-separator <text>", "with text: print key<text>value, as `produce --key-separator` takes it");
  return addConnectionOptions(command).action(async (options: ConsumeOptions) => {
    session.exitCode = await consume(options, session);
  });
}

async function consume(options: ConsumeOptions, { terminal, stdout }: Session): Promise<ExitCode> {
  const { topic, maxMessages = Number.POSITIVE_INFINITY } = options;
  const { interrupted: signal } = terminal;
  const print = printer(options, stdout);
  const client = createClient(options);
  try {
    const ranges = await untilInterrupted(rangesOf(client, options), signal);
    let printed = 0;
    for await (const fetched of readTopic(client, topic, ranges, { signal })) {
      for (const record of recordsInRange(fetched)) {
        print(record, fetched.partition);
        if (++printed >= maxMessages) return ExitCode.done;
        if (stdout.isFull) await stdout.flush();
      }
      await stdout.flush();
    }
  } finally {
    await client.close();
  }
  // Following a topic has no other end than Ctrl-C, but it is an interruption all the same.
  return signal.aborted ? ExitCode.interrupted : ExitCode.done;
}

async function rangesOf(client: KafkaClient, options: ConsumeOptions): Promise<Map<number, ReadRange>> {
  const { topic, from, to } = options;
  await client.connect();
  const { partitions } = await findTopic(client, topic);
  if (options.partition !== undefined && options.partition >= partitions.length) {
    throw new UsageError(`${topic} has the partitions 0 to ${partitions.length - 1}, not ${options.partition}`);
  }
  const wanted = options.partition === undefined ? partitions.map(({ partition }) => partition) : [options.partition];
  const ranges = wanted.map(async (partition): Promise<[number, ReadRange]> => {
    const resolve = (spec: OffsetSpec) => resolveOffset(client, topic, partition, spec);
    return [partition, { from: await resolve(from), to: to === undefined ? undefined : await resolve(to) }];
  });
  return new Map(await Promise.all(ranges));
}

type Print = (record: KafkaRecord, partition: number) => void;

function printer({ format, keySeparator, topic }: ConsumeOptions, stdout: Output): Print {
  if (format === "json") return (record, partition) => stdout.line(toJson(recordFields(record, topic, partition)));
  if (keySeparator === undefined) return ({ value }) => stdout.bytesLine(value ?? NOTHING);
  const separator = Buffer.from(keySeparator);
  return ({ key, value }) => stdout.bytesLine(key ?? NOTHING, separator, value ?? NOTHING);
}

const NOTHING = new Uint8Array(0);

function recordFields(record: KafkaRecord, topic: string, partition: number) {
  return {
    topic,
    partition,
    offset: record.offset,
    // Records of Kafka 0.9 and older have none.
    timestamp: record.timestampMs === -1 ? null : record.timestampMs,
    key: bytesToJson(record.key),
    value: bytesToJson(record.value),
    headers: record.headers.map(({ key, value }) => ({ key, value: bytesToJson(value) })),
  };
}

function offsetOption(text: string): OffsetSpec {
  if (text === "earliest" || text === "latest") return text;
  if (/^\d+$/.test(text)) return BigInt(text);
  throw new InvalidArgumentError("Expected earliest, latest or an offset.");
}
