/** What Kafka's own read-committed console consumer and its tool for consumer groups say about transactions. */
import { dumpParser, isAtLeast, type KafkaCluster } from "@k/kafka-tooling";
import { numberedRecord, numberOf } from "../numbered/index.js";
import type { TransactionFindings, TransactionLedger } from "./transaction-ledger.js";

interface Place {
  readonly partition: number;
  readonly offset: number;
}

/** Reads the whole topic, until nothing comes any more. */
export async function auditReadCommitted(
  kafka: KafkaCluster,
  topic: string,
  ledger: TransactionLedger,
): Promise<TransactionFindings> {
  const audit = ledger.audit();
  const lines = await readCommitted(kafka, topic);
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

/** Values as the console consumer prints them with isolation level read_committed; with their places since 2.7. */
export async function readCommitted(
  kafka: KafkaCluster,
  topic: string,
): Promise<{ readonly value: string; readonly place?: Place }[]> {
  const withPlaces = printsPlaces(kafka);
  const lines = await kafka.consoleConsume(topic, {
    isolation: "read_committed",
    timeoutMs: 15_000,
    formatter: withPlaces ? { "print.partition": true, "print.offset": true, "print.value": true } : {},
  });
  return lines.map((line) => {
    if (!withPlaces) return { value: line };
    const [partition = "", offset = "", value = ""] = line.split("\t");
    return {
      value,
      place: {
        partition: Number(partition.slice("Partition:".length)),
        offset: Number(offset.slice("Offset:".length)),
      },
    };
  });
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
  const tool = isAtLeast(kafka.kafka, "3.9")
    ? "org.apache.kafka.tools.consumer.group.ConsumerGroupCommand"
    : "kafka.admin.ConsumerGroupCommand";
  const args = ["--bootstrap-server", kafka.bootstrapServers, "--describe", "--group", group];
  const { stdout } = await kafka.runTool(tool, args, { check: false });
  const rows = stdout.split("\n").map((line) => line.trim().split(/\s+/));
  const header = rows.find((row) => row.includes("CURRENT-OFFSET"));
  const at = (row: readonly string[], column: string): string | undefined => row[header?.indexOf(column) ?? -1];
  const row = rows.find((each) => at(each, "TOPIC") === topic && at(each, "PARTITION") === "0");
  const offset = Number(row && at(row, "CURRENT-OFFSET"));
  return Number.isInteger(offset) ? offset : undefined;
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
