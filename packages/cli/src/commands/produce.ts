/** `ktool produce`: lines in, records out, and an account of what became of them. */

import type { ProducerRecord } from "@k/producer";
import { Command } from "commander";
import { ExitCode } from "../exit-codes.js";
import {
  type Input,
  jsonLines,
  keyedLines,
  type LineFormat,
  openInput,
  plainLines,
  readLines,
} from "../input/index.js";
import { untilInterrupted } from "../interruption.js";
import {
  formatBytes,
  formatCount,
  formatDuration,
  type Progress,
  type Standing,
  showProgress,
} from "../output/index.js";
import { finishSending, LineSender } from "../sending/index.js";
import { UsageError } from "../usage-error.js";
import { addConnectionOptions, type ConnectionOptions } from "./connection-options.js";
import { createProducer } from "./create-producer.js";
import { FailureLog } from "./failure-log.js";
import { integerOption } from "./integer-option.js";
import type { Session } from "./session.js";

interface ProduceOptions extends ConnectionOptions {
  readonly topic: string;
  readonly file: string;
  readonly keySeparator?: string;
  readonly json?: boolean;
  readonly partition?: number;
  readonly maxOutstanding: number;
}

export function produceCommand(session: Session): Command {
  const command = new Command("produce")
    .description("Send the lines of a file or of standard input as records.")
    .requiredOption("--topic <topic>", "the topic to send to")
    .option("--file <file>", "read from this file; - is standard input", "-")
    .option("--key-separator <text>", "each line is key<text>value; without it the whole line is the value")
    .option("--json", 'each line is an object: {"key", "value", "headers", "partition", "timestamp"}, all optional')
    .option("--partition <n>", "send everything to this partition", integerOption({ min: 0 }))
    .option("--max-outstanding <n>", "records sent and not yet answered", integerOption({ min: 1 }), 20_000);
  return addConnectionOptions(command).action(async (options: ProduceOptions) => {
    session.exitCode = await produce(options, session);
  });
}

async function produce(options: ProduceOptions, { terminal, stdout, stderr }: Session): Promise<ExitCode> {
  const { interrupted } = terminal;
  const toRecord = recordMaker(options);
  // First: with a file that is missing nothing must have been done, and asking for a topic may create it.
  const input = await openInput(options.file, terminal.stdin);
  const { producer } = await untilInterrupted(createProducer(options), interrupted);
  const failures = new FailureLog(stderr);
  const sender = new LineSender({
    producer,
    toRecord,
    maxOutstandingRecords: options.maxOutstanding,
    onFailure: (error, lineNumber) => failures.add(error, lineNumber),
    interrupted,
  });
  const startedAt = performance.now();
  let progress: Progress | undefined;
  try {
    // A wrong address or topic is one error now, not one a line later.
    await untilInterrupted(producer.partitionsFor(options.topic), interrupted);
    progress = showProgress("sending", terminal.stderr, () => standing(sender, input));
    await sender.sendAll(readLines(input.stream));
  } finally {
    await finishSending(sender, producer, interrupted);
    progress?.stop();
  }
  await failures.finish();
  stdout.line(summary(sender, performance.now() - startedAt, interrupted.aborted));
  if (interrupted.aborted) return ExitCode.interrupted;
  return sender.failed > 0 ? ExitCode.failed : ExitCode.done;
}

function recordMaker(options: ProduceOptions): (line: Buffer) => ProducerRecord {
  const { topic, partition } = options;
  const format = lineFormat(options);
  if (partition === undefined) return (line) => ({ topic, ...format(line) });
  return (line) => ({ topic, partition, ...format(line) });
}

function lineFormat({ json, keySeparator }: ProduceOptions): LineFormat {
  if (json && keySeparator !== undefined) throw new UsageError("--json and --key-separator exclude each other");
  if (json) return jsonLines;
  return keySeparator === undefined ? plainLines : keyedLines(keySeparator);
}

const standing = (sender: LineSender, input: Input): Standing => ({
  records: sender.acknowledged,
  bytes: sender.acknowledgedBytes,
  inFlight: sender.inFlight,
  fraction: sender.fractionOf(input.sizeInBytes),
});

function summary(sender: LineSender, elapsedMs: number, interrupted: boolean): string {
  const rate = Math.round(sender.acknowledged / (Math.max(elapsedMs, 1) / 1000));
  const counts = [
    `acknowledged ${formatCount(sender.acknowledged)} of ${formatCount(sender.sent)} records sent`,
    `${formatCount(sender.failed)} failed`,
    `${formatBytes(sender.acknowledgedBytes)} in ${formatDuration(elapsedMs)}`,
    `${formatCount(rate)} records/s`,
  ];
  return `${interrupted ? "interrupted: " : ""}${counts.join(", ")}`;
}
