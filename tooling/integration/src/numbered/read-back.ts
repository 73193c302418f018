/** Lets Kafka's own tools read a topic, and compares every record, byte for byte and place for place. */
import { setTimeout as sleep } from "node:timers/promises";
import { dumpParser, type KafkaCluster } from "@k/kafka-tooling";
import type { Audit, Findings, Ledger } from "./ledger.js";
import { type NumberedRecord, numberedRecord, numberOf } from "./numbered-record.js";

const everything = {
  "print.timestamp": true,
  "print.partition": true,
  "print.offset": true,
  "print.headers": true,
  "print.key": true,
  "print.value": true,
};

/** The console consumer of Kafka 2.7 or newer, which reads everything that the topic holds. */
export async function auditByConsumer(
  kafka: KafkaCluster,
  topic: string,
  ledger: Ledger,
  audit: Audit = ledger.audit(),
): Promise<Findings> {
  const differences: string[] = [];
  const onLine = (line: string): void => {
    const [timestamp, partition = "", offset = "", headers, key, value = ""] = line.split("\t");
    const n = numberOf(value);
    audit.read(n, Number(partition.slice("Partition:".length)), Number(offset.slice("Offset:".length)));
    const said = [timestamp, headers, key, value].join("\t");
    if (n >= 0 && said !== asPrinted(numberedRecord(topic, n))) differences.push(line);
  };
  const maxMessages = await settledCount(kafka, topic, ledger.acknowledgedCount);
  const patienceMs = 300_000 + ledger.count; // on a busy machine some thousand records a second
  await kafka.consoleConsume(topic, { maxMessages, formatter: everything, timeoutMs: 30_000, patienceMs, onLine });
  expectNoDifference(differences);
  return audit.findings();
}

/** DumpLogSegments --deep-iteration, which also checks each batch's checksum. */
export async function auditByDump(
  kafka: KafkaCluster,
  topic: string,
  ledger: Ledger,
  { codec, magic }: { codec?: string; magic?: number } = {},
): Promise<Findings> {
  const audit = ledger.audit();
  const parse = dumpParser();
  const differences: string[] = [];
  const onLine = (line: string): void => {
    const record = parse(line);
    if (!record) return;
    const n = numberOf(record.payload ?? "");
    audit.read(n, record.partition, Number(record.offset));
    const { key, value } = numberedRecord(topic, n);
    const sameFormat = record.magic === (magic ?? record.magic) && record.codec === (codec ?? record.codec);
    const same = record.valid && sameFormat && record.key === key && record.payload === value;
    if (n >= 0 && !same) differences.push(line);
  };
  await kafka.dumpLog(topic, "all", { onLine });
  expectNoDifference(differences);
  return audit.findings();
}

/** After a change of leaders the end of a partition stays behind for a moment; what is lost does not come later either. */
async function settledCount(kafka: KafkaCluster, topic: string, acknowledged: number): Promise<number> {
  let count = await kafka.countRecords(topic);
  for (let i = 0; i < 30 && count < acknowledged; i++) {
    await sleep(500);
    count = await kafka.countRecords(topic);
  }
  return count;
}

function expectNoDifference(lines: readonly string[]): void {
  if (lines.length > 0) throw new Error(`${lines.length} records are not what was sent, the first: ${lines[0]}`);
}

function asPrinted({ timestampMs, headers = [], key, value }: NumberedRecord): string {
  const printedHeaders = headers.map((header) => `${header.key}:${header.value}`).join(",") || "NO_HEADERS";
  return [`CreateTime:${timestampMs}`, printedHeaders, key ?? "null", value].join("\t");
}
