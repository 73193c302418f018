/**
 * Records and record sets as lines of text, which Java and Python programs of a page can read and write:
 *
 *   case NAME MAGIC CODEC TIMESTAMPTYPE BASEOFFSET LOGAPPENDTIME PRODUCERID EPOCH SEQUENCE TRANSACTIONAL
 *   record OFFSET TIMESTAMP KEY VALUE [HEADERKEY=HEADERVALUE …]
 *   bytes NAME HEX
 *   error NAME MESSAGE
 *
 * Keys, values and headers are hex, null is "-" and the empty one "".  Fields are separated by tabs.
 */

import type { CompressionType, KafkaRecord, Magic } from "@k/records";

export interface RecordCase {
  readonly name: string;
  readonly magic: Magic;
  readonly codec: CompressionType;
  readonly baseOffset: bigint;
  /** Undefined: CreateTime. */
  readonly logAppendTimeMs?: number;
  readonly producer?: { readonly id: bigint; readonly epoch: number; readonly sequence: number };
  readonly transactional?: boolean;
  readonly records: readonly PlainRecord[];
}

/** A record with everything as text, to be compared. */
export interface PlainRecord {
  readonly offset: string;
  readonly timestamp: string;
  readonly key: string;
  readonly value: string;
  readonly headers: readonly string[];
}

export function formatCase(record: RecordCase): string {
  const { name, magic, codec, baseOffset, logAppendTimeMs, producer, transactional } = record;
  const head = [
    "case",
    name,
    magic,
    codec,
    logAppendTimeMs === undefined ? "create" : "append",
    baseOffset,
    logAppendTimeMs ?? -1,
    producer?.id ?? -1,
    producer?.epoch ?? -1,
    producer?.sequence ?? -1,
    transactional ? 1 : 0,
  ];
  return `${[head.join("\t"), ...record.records.map(formatRecord)].join("\n")}\n`;
}

function formatRecord({ offset, timestamp, key, value, headers }: PlainRecord): string {
  return ["record", offset, timestamp, key, value, ...headers].join("\t");
}

export function formatBytes(name: string, bytes: Uint8Array): string {
  return `bytes\t${name}\t${Buffer.from(bytes).toString("hex")}\n`;
}

/** What a program answered to "write these cases": bytes by name; an error is thrown. */
export function parseBytes(output: string): Map<string, Buffer> {
  const found = new Map<string, Buffer>();
  for (const [kind, name = "", text = ""] of lines(output)) {
    if (kind === "error") throw new Error(`${name}: ${text}`);
    if (kind === "bytes") found.set(name, Buffer.from(text, "hex"));
  }
  return found;
}

/** What a program answered to "read these bytes": records by name, or what went wrong. */
export function parseRecords(output: string): Map<string, PlainRecord[] | string> {
  const found = new Map<string, PlainRecord[] | string>();
  let current: PlainRecord[] = [];
  for (const [kind, ...fields] of lines(output)) {
    if (kind === "case") {
      current = [];
      found.set(fields[0] ?? "", current);
    } else if (kind === "error") {
      found.set(fields[0] ?? "", fields[1] ?? "");
    } else if (kind === "record") {
      const [offset = "", timestamp = "", key = "", value = "", ...headers] = fields;
      current.push({ offset, timestamp, key, value, headers });
    }
  }
  return found;
}

/** A record that we read, in the same form. */
export function plainRecord({ offset, timestampMs, key, value, headers }: KafkaRecord): PlainRecord {
  return {
    offset: String(offset),
    timestamp: String(timestampMs),
    key: hex(key),
    value: hex(value),
    headers: headers.map((header) => `${hex(Buffer.from(header.key))}=${hex(header.value)}`),
  };
}

export function hex(bytes: Uint8Array | null): string {
  return bytes === null ? "-" : Buffer.from(bytes).toString("hex");
}

export function unhex(text: string): Buffer | null {
  return text === "-" ? null : Buffer.from(text, "hex");
}

function* lines(output: string): Generator<string[]> {
  for (const line of output.split("\n")) if (line !== "") yield line.split("\t");
}

/** Where two readings part, in a line; undefined when they are the same. Values may be a mebibyte long. */
export function firstDifference(
  actual: readonly PlainRecord[] | string | undefined,
  expected: readonly PlainRecord[],
): string | undefined {
  if (!Array.isArray(actual)) return `not records: ${actual}`;
  for (let i = 0; i < Math.max(actual.length, expected.length); i++) {
    const [ours, theirs] = [JSON.stringify(actual[i]) ?? "nothing", JSON.stringify(expected[i]) ?? "nothing"];
    if (ours === theirs) continue;
    let at = 0;
    while (ours[at] === theirs[at]) at++;
    const part = (text: string) => text.slice(Math.max(0, at - 60), at + 60);
    return `record ${i}: …${part(ours)}… instead of …${part(theirs)}…`;
  }
  return undefined;
}
