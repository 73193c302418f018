/** What Kafka's own read-committed console consumer and its tool for consumer groups say about transactions. */
import { dumpParser, isAtLeast, type KafkaCluster } from "@k/kafka-tooling";
import { KafkaProducer } from "@k/producer";
import { numberedRecord, numberOf } from "../numbered/index.js";
import type { TransactionFindings, TransactionLedger } from "./transaction-ledger.js";

interface Place {
  readonly partition: number;
  readonly offset: number;
}

/** Reads the whole topic; `partitions`: how many it has. */
export async function auditReadCommitted(
  kafka: KafkaCluster,
  topic: string,
  partitions: number,
  ledger: TransactionLedger,
): Promise<TransactionFindings> {
  const audit = ledger.audit();
  const lines = await readCommitted(kafka, topic, { partitions, expected: ledger.committedRecords });
  const places = printsPlaces(kafka) ? undefined : await placesInLog(kafka, topic);
  const nowhere = { partition: -1, offset: -1 };
  for (const { value, place } of lines) {
    const n = numberOf(value);
    if (n >= 0 && value !== numberedRecord(topic, n).value)
      throw new Error(`record ${n} is not what was sent: ${value}`);
    const { partition, offset } = place ?? places?.get(n) ?? nowhere;
    audit.read(n, partition, offset);
  }
  return audit.findings();
}

const lastWord = "that is all";

/**
 * Values as the console consumer prints them with isolation level read_committed; with their places since 2.7.
 *
 * A last record, outside of any transaction, goes to each partition first, and so many are read as there must be then.
 * A consumer sees it only when no transaction before it is open; and one record too many takes the place of another.
 */
export async function readCommitted(
  kafka: KafkaCluster,
  topic: string,
  { partitions = 1, expected }: { readonly partitions?: number; readonly expected: number },
): Promise<{ readonly value: string; readonly place?: Place }[]> {
  await using producer = new KafkaProducer({ bootstrapServers: kafka.bootstrapServers, acks: "all", retries: 100 });
  const ends = Array.from({ length: partitions }, (_, partition) => ({ topic, partition, value: lastWord }));
  await producer.sendBatch(ends);
  const withPlaces = printsPlaces(kafka);
  const lines = await kafka.consoleConsume(topic, {
    isolation: "read_committed",
    maxMessages: expected + partitions,
    timeoutMs: 30_000,
    formatter: withPlaces ? { "print.partition": true, "print.offset": true, "print.value": true } : {},
  });
  const records = lines.map((line) => (withPlaces ? withPlace(line) : { value: line }));
  return records.filter(({ value }) => value !== lastWord);
}

function withPlace(line: string): { readonly value: string; readonly place: Place } {
  const [partition = "", offset = "", value = ""] = line.split("\t");
  const place = {
    partition: Number(partition.slice("Partition:".length)),
    offset: Number(offset.slice("Offset:".length)),
  };
  return { value, place };
}

/** How many producer epochs wrote to the topic: one per transaction in the second protocol (KIP-890), few in the first. */
export async function countEpochs(kafka: KafkaCluster, topic: string): Promise<number> {
  const epochs = new Set<string>();
  const onLine = (line: string): void => {
    const [, id, epoch] = /producerId: (\d+) producerEpoch: (\d+)/.exec(line) ?? [];
    if (id !== undefined) epochs.add(`${id} ${epoch}`);
  };
  await kafka.dumpLog(topic, "all", { onLine });
  return epochs.size;
}

/** What `kafka-consumer-groups --describe` says about partition 0 of the topic; undefined: no offset is committed. */
export async function groupOffset(kafka: KafkaCluster, topic: string, group: string): Promise<number | undefined> {
  const rows = await describeGroup(kafka, group);
  const row = rows.find((each) => each.get("TOPIC") === topic && each.get("PARTITION") === "0");
  const offset = Number(row?.get("CURRENT-OFFSET"));
  return Number.isInteger(offset) ? offset : undefined;
}

/** The members that a group has at the moment, and how many partitions each was given. */
export async function groupMembers(
  kafka: KafkaCluster,
  group: string,
): Promise<{ readonly id: string; readonly partitions: number }[]> {
  const rows = await describeGroup(kafka, group, "--members");
  return rows.map((row) => ({ id: row.get("CONSUMER-ID") ?? "", partitions: Number(row.get("#PARTITIONS")) }));
}

/** The tool's table, each row by the names of its columns. */
async function describeGroup(kafka: KafkaCluster, group: string, ...what: string[]): Promise<Map<string, string>[]> {
  const tool = isAtLeast(kafka.kafka, "3.9")
    ? "org.apache.kafka.tools.consumer.group.ConsumerGroupCommand"
    : "kafka.admin.ConsumerGroupCommand";
  const args = ["--bootstrap-server", kafka.bootstrapServers, "--describe", "--group", group, ...what];
  const { stdout } = await kafka.runTool(tool, args, { check: false });
  const lines = stdout.split("\n").map((line) => line.trim().split(/\s+/));
  const header = lines.findIndex((line) => line.includes("CONSUMER-ID"));
  if (header < 0) return [];
  return lines.slice(header + 1).map((line) => new Map(lines[header]!.map((column, i) => [column, line[i] ?? ""])));
}

function printsPlaces({ kafka }: KafkaCluster): boolean {
  return isAtLeast(kafka, "2.7");
}

/** By record number. For consoles that print values only: where the log has what they print. */
async function placesInLog(kafka: KafkaCluster, topic: string): Promise<Map<number, Place>> {
  const places = new Map<number, Place>();
  const parse = dumpParser();
  const onLine = (line: string): void => {
    const record = parse(line);
    const n = numberOf(record?.payload ?? "");
    if (record && n >= 0) places.set(n, { partition: record.partition, offset: Number(record.offset) });
  };
  await kafka.dumpLog(topic, "all", { onLine });
  return places;
}
