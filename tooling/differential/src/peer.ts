/**
 * The other producers, as programs that read what to send in lines of text, fields separated by tabs, and tell what became of it:
 *
 *   option NAME VALUE                                   of the next producer
 *   record TOPIC PARTITION TIMESTAMP KEY VALUE [HEADERKEY=HEADERVALUE …]
 *   send                                                all of these, by a new producer that is flushed and closed
 *
 *   sent PARTITION OFFSET TIMESTAMP                     for each record
 *   done
 *
 * Keys, values and headers are hex, null is "-" and the empty one "".
 */

import { javaProgram, pythonProgram } from "@k/kafka-tooling";
import type { OptionSet, PlainRecord } from "./option-set.js";

export interface Outcome {
  readonly partition: number;
  readonly offset: number;
  readonly timestamp: number;
}

export interface Peer {
  /** As topics and the list of differences call it. */
  readonly name: PeerName;
  readonly version: string;
  /** Sends the records of all option sets, each with its own producer, to the topic that `topicOf` names; outcomes by option set. */
  sendAll(sets: readonly OptionSet[], server: string, topicOf: (set: OptionSet) => string): Promise<Outcome[][]>;
}

export type PeerName = "java" | "kafka-python";

/** The last version whose producer also speaks to brokers of the time before record batches. */
const JAVA = "3.9.1";
/** The model itself. It needs no more than pure Python but for the codecs. */
const KAFKA_PYTHON = "kafka-python==1.4.3";
const CODECS = ["lz4", "python-snappy", "xxhash"];

export async function java(): Promise<Peer> {
  const run = await javaProgram(new URL("../java/SendTool.java", import.meta.url), JAVA);
  return peer("java", JAVA, run, javaOptions);
}

/** Or the reason why it cannot be here. */
export async function kafkaPython(): Promise<Peer | { readonly missing: string }> {
  const run = await pythonProgram(new URL("../python/send_tool.py", import.meta.url), [KAFKA_PYTHON, ...CODECS]);
  return "missing" in run ? run : peer("kafka-python", KAFKA_PYTHON, run, pythonOptions);
}

function peer(
  name: PeerName,
  version: string,
  run: (args: readonly string[], input?: string) => Promise<string>,
  optionsOf: (set: OptionSet, server: string) => Record<string, string | number>,
): Peer {
  return {
    name,
    version,
    async sendAll(sets, server, topicOf) {
      // One process for all of them: to start it takes longer than its work.
      const input = sets.flatMap((set) => [
        ...Object.entries(optionsOf(set, server)).map((option) => ["option", ...option]),
        ...set.records.map((record) => recordFields(topicOf(set), record)),
        ["send"],
      ]);
      const output = await run([], input.map((fields) => `${fields.join("\t")}\n`).join(""));
      const outcomes: Outcome[][] = [[]];
      for (const line of output.trim().split("\n")) {
        const [kind, partition, offset, timestamp] = line.split("\t");
        if (kind === "done") outcomes.push([]);
        else
          outcomes.at(-1)?.push({ partition: Number(partition), offset: Number(offset), timestamp: Number(timestamp) });
      }
      if (outcomes.length !== sets.length + 1)
        throw new Error(`${name} sent ${outcomes.length - 1} of ${sets.length} option sets`);
      return outcomes.slice(0, -1);
    },
  };
}

function recordFields(
  topic: string,
  { partition, timestampMs, key, value, headers }: PlainRecord,
): (string | number)[] {
  const pairs = headers.map(([name, data]) => `${hex(Buffer.from(name))}=${hex(data)}`);
  return ["record", topic, partition ?? "-", timestampMs ?? "-", hex(key), hex(value), ...pairs];
}

const hex = (bytes: Uint8Array | null) => (bytes === null ? "-" : Buffer.from(bytes).toString("hex"));

/** Waits are so long that nothing but size and `flush` ends them. */
function javaOptions(set: OptionSet, server: string): Record<string, string | number> {
  const { acks, compressionType, batchSize, lingerMs, enableIdempotence, partitioner } = set.options;
  return {
    "bootstrap.servers": server,
    acks,
    "compression.type": compressionType,
    "batch.size": batchSize,
    "linger.ms": lingerMs,
    "enable.idempotence": String(enableIdempotence),
    ...(partitioner === "roundRobin" && {
      "partitioner.class": "org.apache.kafka.clients.producer.RoundRobinPartitioner",
    }),
  };
}

const API_VERSION: Readonly<Record<string, string>> = {
  "0.8.2": "(0, 8, 2)",
  "0.10.2": "(0, 10, 2)",
  "4.1": "(1, 0, 0)",
};

function pythonOptions(set: OptionSet, server: string): Record<string, string | number> {
  const { acks, compressionType, batchSize, lingerMs, partitioner } = set.options;
  const text = (value: string | number) => (typeof value === "string" ? `'${value}'` : value);
  return {
    bootstrap_servers: text(server),
    acks: text(acks),
    compression_type: compressionType === "none" ? "None" : text(compressionType),
    batch_size: batchSize,
    // It would find out by itself, in half a second each.
    api_version: API_VERSION[set.broker] as string,
    linger_ms: lingerMs,
    ...(partitioner === "roundRobin" && { partitioner: "RoundRobinPartitioner" }),
  };
}
