/**
 * Record sets as annotated hex, a line a field. Written against the layouts of Kafka's documentation, not with
 * @k/records: a file that its own reader had explained could not be wrong.
 */

export function annotate(title: string, bytes: Buffer): string {
  const lines = [`# ${title}`];
  for (let at = 0; at < bytes.length; ) {
    const end = at + 12 + bytes.readInt32BE(at + 8);
    const entry = bytes.subarray(at, end);
    lines.push("", ...(bytes[at + 16] === 2 ? batchLines(entry) : messageLines(entry)));
    at = end;
  }
  return `${lines.join("\n")}\n`;
}

/** Collects fields from left to right. */
class Cursor {
  readonly lines: string[] = [];
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  get atEnd(): boolean {
    return this.#at >= this.#bytes.length;
  }

  integer(name: string, size: 1 | 2 | 4 | 8): bigint {
    const bytes = this.#take(size);
    const value = BigInt.asIntN(size * 8, BigInt(`0x${bytes.toString("hex")}`));
    this.#line(bytes, name, String(value));
    return value;
  }

  checksum(name: string): void {
    this.#line(this.#take(4), name, "");
  }

  varint(name: string): number {
    const start = this.#at;
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = this.#bytes[this.#at++] as number;
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) break;
    }
    const decoded = (value >> 1n) ^ -(value & 1n);
    this.#line(this.#bytes.subarray(start, this.#at), name, String(decoded));
    return Number(decoded);
  }

  data(name: string, length: number): void {
    if (length < 0) return;
    const bytes = this.#take(length);
    const text = bytes.toString();
    const printable = /^[\p{L}\p{N}\p{P}\p{S} ]*$/u.test(text);
    for (let at = 0; at < bytes.length || at === 0; at += 32) {
      this.#line(
        bytes.subarray(at, at + 32),
        at === 0 ? name : "",
        at === 0 ? (printable ? JSON.stringify(text) : `${length} bytes`) : "",
      );
    }
  }

  rest(name: string): void {
    this.data(name, this.#bytes.length - this.#at);
  }

  gap(): void {
    this.lines.push("");
  }

  #take(length: number): Buffer {
    const bytes = this.#bytes.subarray(this.#at, this.#at + length);
    this.#at += length;
    return bytes;
  }

  #line(bytes: Buffer, name: string, value: string): void {
    const hex = bytes.toString("hex").replace(/../g, "$& ").trim();
    this.lines.push(`${hex.padEnd(24)}  # ${name.padEnd(20)} ${value}`.trimEnd());
  }
}

function batchLines(bytes: Buffer): string[] {
  const cursor = new Cursor(bytes);
  cursor.integer("baseOffset", 8);
  cursor.integer("batchLength", 4);
  cursor.integer("partitionLeaderEpoch", 4);
  cursor.integer("magic", 1);
  cursor.checksum("crc");
  const attributes = cursor.integer("attributes", 2);
  cursor.integer("lastOffsetDelta", 4);
  cursor.integer("baseTimestamp", 8);
  cursor.integer("maxTimestamp", 8);
  cursor.integer("producerId", 8);
  cursor.integer("producerEpoch", 2);
  cursor.integer("baseSequence", 4);
  const count = cursor.integer("recordsCount", 4);
  cursor.gap();
  if (attributes & 7n) cursor.rest("compressed records");
  else for (let i = 0; i < count; i++) recordLines(cursor);
  return cursor.lines;
}

function recordLines(cursor: Cursor): void {
  cursor.varint("length");
  cursor.integer("attributes", 1);
  cursor.varint("timestampDelta");
  cursor.varint("offsetDelta");
  cursor.data("key", cursor.varint("keyLength"));
  cursor.data("value", cursor.varint("valueLength"));
  for (let left = cursor.varint("headersCount"); left > 0; left--) {
    cursor.data("header key", cursor.varint("headerKeyLength"));
    cursor.data("header value", cursor.varint("headerValueLength"));
  }
  cursor.gap();
}

function messageLines(bytes: Buffer): string[] {
  const cursor = new Cursor(bytes);
  cursor.integer("offset", 8);
  cursor.integer("size", 4);
  cursor.checksum("crc");
  const magic = cursor.integer("magic", 1);
  const attributes = cursor.integer("attributes", 1);
  if (magic === 1n) cursor.integer("timestamp", 8);
  cursor.data("key", Number(cursor.integer("keyLength", 4)));
  const compressed = (attributes & 7n) !== 0n;
  cursor.data(compressed ? "compressed messages" : "value", Number(cursor.integer("valueLength", 4)));
  return cursor.lines;
}
