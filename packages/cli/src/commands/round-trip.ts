/** `ktool round-trip`: real records into a topic, everything read back and compared. What `npm start` runs. */

import type { KafkaClient } from "@k/client";
import type { KafkaProducer } from "@k/producer";
import { BrokerError, ErrorCode } from "@k/protocol";
import { Command } from "commander";
import { ExitCode } from "../exit-codes.js";
import { type Input, openInput, readJsonArray, readLines } from "../input/index.js";
import { untilInterrupted } from "../interruption.js";
import { showProgress } from "../output/index.js";
import {
  DifferenceError,
  keyedLine,
  Latency,
  Ledger,
  latencyLine,
  partitionTable,
  sendingLine,
  Verification,
} from "../round-trip/index.js";
import { finishSending, LineSender } from "../sending/index.js";
import { createTopic } from "../topics/index.js";
import { addConnectionOptions, type ConnectionOptions, createClient } from "./connection-options.js";
import { createProducer } from "./create-producer.js";
import { FailureLog } from "./failure-log.js";
import { integerOption } from "./integer-option.js";
import type { Session } from "./session.js";

interface RoundTripOptions extends ConnectionOptions {
  readonly topic?: string;
  readonly partitions: number;
  readonly file: string;
  readonly jsonArray?: boolean;
  readonly keyField?: string;
  readonly maxOutstanding: number;
}

export function roundTripCommand(session: Session): Command {
  const command = new Command("round-trip")
    .description("Send every line of a file, read everything back and compare each key and value.")
    .requiredOption("--file <file>", "lines, or one JSON array; - is standard input")
    .option("--json-array", "the file is one JSON array, its elements are the records (default for *.json)")
    .option(
      "--key-field <name>",
      "records are JSON objects and this field is the key; otherwise the first word of a line",
    )
    .option("--topic <topic>", "created when it does not exist (default: a new one)")
    .option("--partitions <n>", "of a topic that is created", integerOption({ min: 1 }), 6)
    .option("--max-outstanding <n>", "records sent and not yet answered", integerOption({ min: 1 }), 20_000)
    .addHelpText("after", "\nWhat was acknowledged is kept in temporary files, so any size of input fits in memory.");
  return addConnectionOptions(command).action(async (options: RoundTripOptions) => {
    const { producer, settings } = await untilInterrupted(createProducer(options), session.terminal.interrupted);
    session.exitCode = await new RoundTrip(options, session, producer, settings.batchSize).run();
  });
}

class RoundTrip {
  readonly #options: RoundTripOptions;
  readonly #session: Session;
  readonly #topic: string;
  readonly #latency = new Latency();
  readonly #ledger: Ledger;
  readonly #client: KafkaClient;
  readonly #producer: KafkaProducer;
  readonly #batchSize: number;

  constructor(options: RoundTripOptions, session: Session, producer: KafkaProducer, batchSize: number) {
    this.#options = options;
    this.#session = session;
    this.#topic = options.topic ?? `round-trip-${Date.now().toString(36)}`;
    this.#producer = producer;
    this.#batchSize = batchSize;
    this.#client = createClient(options);
    this.#ledger = new Ledger(this.#topic);
  }

  async run(): Promise<ExitCode> {
    const { stdout, terminal } = this.#session;
    try {
      // A missing file has done nothing, not even a topic.
      const input = await openInput(this.#options.file, terminal.stdin);
      const exclusive = await untilInterrupted(this.#ensureTopic(), terminal.interrupted);
      const allSent = await this.#send(input);
      if (terminal.interrupted.aborted) return ExitCode.interrupted;
      if (this.#ledger.difference) throw this.#ledger.difference;
      const verified = await this.#verify(exclusive);
      if (terminal.interrupted.aborted) return ExitCode.interrupted;
      stdout.line(`verified ${verified} records`);
      return allSent ? ExitCode.done : ExitCode.failed;
    } catch (error) {
      if (!(error instanceof DifferenceError)) throw error;
      stdout.line(`difference: ${error.message}`);
      return ExitCode.failed;
    } finally {
      await this.#producer.close({ timeoutMs: 0 });
      await this.#client.close();
      this.#ledger.close();
    }
  }

  /** Whether the topic is new, so that everything in it must be ours. */
  async #ensureTopic(): Promise<boolean> {
    const { partitions } = this.#options;
    await this.#client.connect();
    const brokers = this.#client.metadata.cluster.brokers.size;
    const cluster = `${brokers} ${brokers === 1 ? "broker" : "brokers"} (${this.#options.bootstrapServer})`;
    try {
      await createTopic(this.#client, this.#topic, { partitions });
    } catch (error) {
      if (!(error instanceof BrokerError && error.errorCode === ErrorCode.TOPIC_ALREADY_EXISTS)) throw error;
      await this.#print(`topic ${this.#topic}, which exists, on ${cluster}`);
      return false;
    }
    await this.#print(`topic ${this.#topic}, new, ${partitions} partitions, on ${cluster}`);
    return true;
  }

  /** Whether every line was acknowledged. */
  async #send(input: Input): Promise<boolean> {
    const { terminal, stderr } = this.#session;
    const { interrupted } = terminal;
    const topic = this.#topic;
    const keyed = keyedLine(this.#options.keyField);
    const failures = new FailureLog(stderr);
    const sender = new LineSender({
      producer: this.#producer,
      toRecord: (line) => ({ topic, ...keyed(line) }),
      maxOutstandingRecords: this.#options.maxOutstanding,
      onAcknowledged: (metadata, sent) => {
        this.#latency.record(performance.now() - sent.sentAtMs);
        this.#ledger.add(metadata, sent);
      },
      onFailure: (error, lineNumber) => failures.add(error, lineNumber),
      interrupted,
    });
    await untilInterrupted(this.#producer.partitionsFor(topic), interrupted);
    const startedAt = performance.now();
    const progress = showProgress("sending", terminal.stderr, () => ({
      records: sender.acknowledged,
      bytes: sender.acknowledgedBytes,
      inFlight: sender.inFlight,
      fraction: sender.fractionOf(input.sizeInBytes),
    }));
    try {
      await sender.sendAll(this.#elements(input));
    } finally {
      await finishSending(sender, this.#producer, interrupted);
      progress.stop();
    }
    const elapsedMs = performance.now() - startedAt;
    await failures.finish();
    const { acknowledged: records, acknowledgedBytes: bytes } = sender;
    const verb = interrupted.aborted ? "interrupted: the cluster acknowledged" : "sent";
    await this.#print(sendingLine(verb, { records, bytes, elapsedMs }));
    if (records > 0) await this.#print(latencyLine(this.#latency));
    return sender.failed === 0;
  }

  /** Resolves with how many records came back as they were sent. */
  async #verify(exclusive: boolean): Promise<number> {
    const { terminal, stdout } = this.#session;
    const { spools } = this.#ledger;
    const { partitions } = await this.#client.metadata.waitForTopic(this.#topic, { timeoutMs: 15_000 });
    const total = [...spools.values()].reduce((sum, { count }) => sum + count, 0);
    const verification = new Verification({
      client: this.#client,
      topic: this.#topic,
      // In a topic of our own a partition without a record of ours must be empty.
      partitions: exclusive ? partitions.map(({ partition }) => partition) : [...spools.keys()],
      spools,
      exclusive,
      interrupted: terminal.interrupted,
    });
    const startedAt = performance.now();
    const progress = showProgress("reading", terminal.stderr, () => ({
      records: verification.verified,
      bytes: verification.bytes,
      fraction: verification.verified / Math.max(total, 1),
    }));
    try {
      await verification.run();
    } finally {
      progress.stop();
      stdout.line(partitionTable(verification.tallies, this.#batchSize));
    }
    const { verified: records, bytes } = verification;
    await this.#print(sendingLine("read back", { records, bytes, elapsedMs: performance.now() - startedAt }));
    return records;
  }

  #elements({ name, stream }: Input): AsyncIterable<readonly Buffer[]> {
    const isArray = this.#options.jsonArray ?? name.endsWith(".json");
    return isArray ? readJsonArray(stream) : readLines(stream);
  }

  async #print(text: string): Promise<void> {
    this.#session.stdout.line(text);
    await this.#session.stdout.flush();
  }
}
