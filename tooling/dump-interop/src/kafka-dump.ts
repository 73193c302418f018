/** What Kafka's DumpLogSegments prints, line by line, with nothing left out. */

/** A line about a batch, or about a record (or about a whole message, magic 0 and 1 without deep iteration). */
export interface DumpedLine {
  readonly kind: "batch" | "record";
  /** Every `name: value` pair, names in lower case: their spelling changed over the years. */
  readonly facts: ReadonlyMap<string, string>;
}

/** The lines that say something about batches and records; headings are left out. */
export function parseKafkaDump(text: string): DumpedLine[] {
  return text
    .split("\n")
    .map(parseLine)
    .filter((line) => line !== undefined);
}

function parseLine(line: string): DumpedLine | undefined {
  if (line.startsWith("baseOffset: ")) return { kind: "batch", facts: parseFacts(line) };
  const record = /^(?:\| )?(offset: .*)$/.exec(line)?.[1];
  return record === undefined ? undefined : { kind: "record", facts: parseFacts(record) };
}

function parseFacts(line: string): Map<string, string> {
  const { pairs, key, payload } = splitPayload(line);
  const facts = new Map<string, string>();
  // Values hold no spaces, but lists: headerKeys: [a,b]
  for (const [, name, value] of pairs.matchAll(/(\w+): (\[[^\]]*\]|\S+)/g)) facts.set(name!.toLowerCase(), value!);
  if (key !== undefined) facts.set("key", key);
  if (payload !== undefined) facts.set("payload", payload);
  return facts;
}

/** Key and payload stand last and may hold anything. Records of these tests hold neither ` key: ` nor ` payload: `. */
function splitPayload(line: string): { pairs: string; key?: string; payload?: string } {
  const payloadAt = line.indexOf(" payload: ");
  const keyAt = line.indexOf(" key: ");
  const end = [keyAt, payloadAt].filter((at) => at >= 0);
  return {
    pairs: end.length === 0 ? line : line.slice(0, Math.min(...end)),
    ...(keyAt >= 0 ? { key: line.slice(keyAt + 6, payloadAt >= 0 ? payloadAt : undefined) } : {}),
    ...(payloadAt >= 0 ? { payload: line.slice(payloadAt + 10) } : {}),
  };
}
