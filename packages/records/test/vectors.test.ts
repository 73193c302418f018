/**
 * Bytes that other implementations wrote, read and (where nothing was compressed) written again. They lie beside the
 * repository and are not part of it: without them this file says so and skips.
 */

import { existsSync, readFileSync } from "node:fs";
import { afterAll, describe, expect, test } from "vitest";
import { Memory } from "../src/bytes.js";
import { codecOf } from "../src/compression/index.js";
import { isXerial } from "../src/compression/xerial.js";
import { shortXxh32 } from "../src/compression/xxh32.js";
import {
  type Batch,
  CorruptRecordError,
  crc32,
  crc32c,
  createRecordsBuilder,
  endTransactionMarker,
  estimateSizeInBytes,
  type KafkaRecord,
  type Magic,
  MessageBatch,
  MessageSetBuilder,
  RecordBatch,
  RecordBatchBuilder,
  readBatches,
  readControlMarkers,
  readControlRecord,
  setPartitionLeaderEpoch,
} from "../src/index.js";
import { patchCrc } from "../src/v2/batch-header.js";
import { sizeOfVarint, sizeOfVarlong, writeRecord } from "../src/v2/record-codec.js";
import { RecordIterator } from "../src/v2/record-iterator.js";

const folder = new URL("../../../../shared/vectors/", import.meta.url);
const present = existsSync(new URL("java.json", folder)) && existsSync(new URL("kafka-python.json", folder));

// JSON of many shapes.
type Entry = any;
const load = (file: string): Entry[] => (present ? JSON.parse(readFileSync(new URL(file, folder), "utf8")) : []);
const unhex = (hex: string) => Buffer.from(hex, "hex");
const hex = (bytes: Uint8Array | null) => (bytes === null ? null : Buffer.from(bytes).toString("hex"));
const text = (bytes: Uint8Array | null) => (bytes === null ? null : Buffer.from(bytes).toString());

if (!present) test.skip(`no vectors in ${folder.pathname}`, () => {});

/** What became of each entry, for the count at the end. */
const used = { java: 0, python: 0 };
const skipped = new Map<string, number>();
const skip = (reason: string) => void skipped.set(reason, (skipped.get(reason) ?? 0) + 1);

afterAll(() => {
  if (!present) return;
  console.log(`vectors used: java.json ${used.java}, kafka-python.json ${used.python}; skipped:`);
  for (const [reason, count] of skipped) console.log(`  ${count} ${reason}`);
});

const LIMIT = 1 << 20;
const batchAround = (record: Buffer) => {
  const batch = Buffer.concat([new RecordBatchBuilder({ sizeLimitBytes: LIMIT }).close(), record]);
  batch.writeInt32BE(batch.length - 12, 8);
  batch.writeInt32BE(1, 57);
  patchCrc(batch);
  return batch;
};

type Row = [timestampMs: number, key: string | null, value: string | null];
const range = (count: number) => Array.from({ length: count }, (_, i) => i);
const CONTENT: Record<string, Row[]> = {
  one: [[1000, "key", "value"]],
  three: [
    [1000, "k1", "v1"],
    [1005, null, "v2"],
    [998, "k3", null],
  ],
  many: range(50).map((i) => [1_700_000_000_000 + 3 * i, `key-${i % 7}`, `value-${i}-`.repeat(10)]),
  big: range(200).map((i) => [1_700_000_000_000 + i, null, `line ${i} the quick brown fox `.repeat(40)]),
  "ts-no-timestamp": [[-1, null, ""]],
};
for (const alias of ["three-b", "idempotent", "transactional-seqwrap", "logappendtime"])
  CONTENT[alias] = CONTENT.three as Row[];

describe.skipIf(!present)("java.json", () => {
  for (const entry of load("java.json")) {
    const check = checkJava(entry);
    if (typeof check === "string") skip(`java.json: ${check}`);
    else {
      test(`${entry.name} ${String(JSON.stringify(entry.input)).slice(0, 80)}`, () => {
        check();
        used.java++;
      });
    }
  }
});

function checkJava({ name, input, expected }: Entry): (() => void) | string {
  const [magicName, codec, content] = name.split("/");
  if (name === "crc32c") return () => expect(crc32c(Buffer.from(input))).toBe(Number(expected));
  if (name === "crc32") return () => expect(crc32(Buffer.from(input))).toBe(Number(expected));
  if (name.startsWith("v2 record must be rejected")) {
    return () => expect(() => [...new RecordBatch(batchAround(unhex(input)))]).toThrow(CorruptRecordError);
  }
  if (name.startsWith("v2 record encode")) return () => checkRecord(unhex(expected));
  if (name.startsWith("varint")) return () => checkVarint(Number(input), unhex(expected));
  if (name.startsWith("varlong")) return () => checkVarlong(BigInt(input), unhex(expected));
  if (name.startsWith("readVar")) return () => checkRejectedVarint(name, unhex(input));
  if (name === "lz4-hc-correct") {
    const [flg, bd] = [...input.matchAll(/=([0-9A-F]{2})/g)].map(([, byte]) => Number.parseInt(byte as string, 16)) as [
      number,
      number,
    ];
    return () => expect((shortXxh32(Buffer.from([flg, bd])) >> 8) & 0xff).toBe(Number.parseInt(expected, 16));
  }
  if (name === "lz4-hc-broken-v0")
    return () => expect((shortXxh32(unhex(input)) >> 8) & 0xff).toBe(Number.parseInt(expected, 16));
  if (name === "estimateUpperBound") {
    return () => expect(estimateSizeInBytes(2, "key", "value")).toBe(Number(expected));
  }
  if (name === "ControlRecordType unknown") {
    const record = { key: unhex("00000151"), value: null, offset: 0n, timestampMs: 0 } as unknown as KafkaRecord;
    return () => expect(readControlRecord(record)).toMatchObject({ type: "UNKNOWN", typeId: 337 });
  }
  if (name.startsWith("v2/control/")) {
    const type = content as "ABORT" | "COMMIT";
    const marker = { type, timestampMs: 1234, coordinatorEpoch: 2 };
    return () => {
      expect(readControlMarkers(new RecordBatch(unhex(expected)))).toMatchObject([
        { ...marker, offset: 15n, version: 0 },
      ]);
      expect(hex(endTransactionMarker({ ...marker, baseOffset: 15n, producerId: 23423n, producerEpoch: 145 }))).toBe(
        expected,
      );
    };
  }
  if (name === "v2/empty-batch") {
    return () => {
      const batch = new RecordBatch(unhex(expected));
      expect(batch).toMatchObject({
        producerId: 23423n,
        producerEpoch: 145,
        baseSequence: 983,
        baseOffset: 15n,
        lastOffset: 37n,
        partitionLeaderEpoch: 15,
        maxTimestampMs: 8888,
        isCrcValid: true,
      });
      expect([...batch]).toEqual([]);
    };
  }
  if (/^v[012]$/.test(magicName))
    return () => checkJavaBatch(Number(magicName[1]) as Magic, codec, content, input, expected);
  if (name.startsWith("control-")) return "parts of control records, which are checked as whole batches";
  if (/murmur2|Partitioner/.test(name)) return "partitioning belongs to the producer";
  if (/Sequence/.test(name)) return "sequence arithmetic belongs to the producer";
  if (name === "sizes") return "constants, which the batches check";
  return "belongs to another package (protocol, client, producer)";
}

function checkJavaBatch(magic: Magic, codec: string, content: string, input: string, expected: string): void {
  const bytes = unhex(expected);
  const base = BigInt(/base=(\d+)/.exec(input)?.[1] ?? 0);
  const logAppendTime = content === "logappendtime" ? 5555 : undefined;
  const rows = content === "headers" ? ([[1000, "k", "v"]] as Row[]) : (CONTENT[content] as Row[]);
  const batches = [...readBatches(bytes)];
  for (const batch of batches) expect(batch).toMatchObject({ magic, compression: codec, isCrcValid: true });
  const records = batches.flatMap((batch) => [...batch]);
  expect(records.map(({ offset, timestampMs, key, value }) => [offset, timestampMs, text(key), text(value)])).toEqual(
    rows.map(([time, key, value], i) => [base + BigInt(i), magic === 0 ? -1 : (logAppendTime ?? time), key, value]),
  );
  if (magic > 0)
    for (const record of records) expect(record.timestampType).toBe(logAppendTime ? "LogAppendTime" : "CreateTime");

  const headers = content === "headers" ? HEADERS : [];
  const compression = codec as "none";
  const builder =
    magic === 2
      ? new RecordBatchBuilder({
          sizeLimitBytes: LIMIT,
          compression,
          baseOffset: base,
          ...(logAppendTime === undefined ? {} : { logAppendTimeMs: logAppendTime }),
          transactional: content.startsWith("transactional"),
        })
      : new MessageSetBuilder({
          magic,
          sizeLimitBytes: LIMIT,
          compression,
          baseOffset: base,
          ...(logAppendTime === undefined ? {} : { logAppendTimeMs: logAppendTime }),
        });
  for (const [time, key, value] of rows) builder.append(time, key, value, headers);
  if (builder instanceof RecordBatchBuilder && content === "idempotent") builder.setProducerState(12345n, 7, 42);
  if (builder instanceof RecordBatchBuilder && content === "transactional-seqwrap") {
    builder.setProducerState(9223372036854775806n, 32766, 2147483646);
    expect(records.map(({ sequence }) => sequence)).toEqual([2147483646, 2147483647, 0]);
  }
  const ours = builder.close();
  if (content === "transactional-seqwrap") setPartitionLeaderEpoch(ours, 3);
  if (codec === "none") expect(hex(ours)).toBe(expected);
  else if (
    magic < 2 &&
    ours.length < bytes.length * 2 &&
    batches[0]?.compression === readBatches(ours).next().value?.compression
  ) {
    // The same wrapper around other bytes: offset, attributes and timestamp.
    const [theirs, mine] = [bytes, Buffer.from(ours)];
    expect(mine.readBigInt64BE(0)).toBe(theirs.readBigInt64BE(0));
    expect(mine.subarray(16, magic === 1 ? 30 : 22)).toEqual(theirs.subarray(16, magic === 1 ? 30 : 22));
  }
}

const HEADERS = [
  { key: "h1", value: "hv1" },
  { key: "h2", value: null },
  { key: "", value: "" },
];

function checkRecord(record: Buffer): void {
  const [read] = new RecordBatch(batchAround(record));
  const { key, value, headers } = read as KafkaRecord;
  expect((read as KafkaRecord).timestampMs - -1).toBe(323);
  expect((read as KafkaRecord).offset).toBe(10n);
  const buffer = Buffer.alloc(256);
  const bodySize = record.length - 1; // all shorter than 64 bytes
  const end = writeRecord(
    buffer,
    0,
    bodySize,
    323,
    10,
    key,
    key?.length ?? -1,
    value,
    value?.length ?? -1,
    headers,
    "guessed",
  );
  expect(hex(buffer.subarray(0, end))).toBe(hex(record));
}

/** Through the two places of a record where they stand: the timestamp delta (long) and the offset delta. */
function checkVarlong(value: bigint, bytes: Buffer): void {
  const number = Number(value);
  if (Number.isSafeInteger(number)) expect(sizeOfVarlong(number)).toBe(bytes.length);
  const body = Buffer.concat([unhex("00"), bytes, unhex("00010100")]);
  const [record] = new RecordIterator({
    memory: new Memory(Buffer.concat([Buffer.from([body.length * 2]), body])),
    baseOffset: 0n,
    baseOffsetNumber: 0,
    baseTimestampMs: 0,
    logAppendTimeMs: undefined,
    baseSequence: -1,
    recordsCount: 1,
  });
  expect(record?.timestampMs).toBe(number);
  if (!Number.isSafeInteger(number)) return;
  const buffer = Buffer.alloc(64);
  const end = writeRecord(buffer, 0, body.length, number, 0, null, -1, null, -1, [], "guessed");
  expect(hex(buffer.subarray(1, end))).toBe(hex(body));
}

function checkVarint(value: number, bytes: Buffer): void {
  expect(sizeOfVarint(value)).toBe(bytes.length);
  const body = Buffer.concat([unhex("0000"), bytes, unhex("010100")]);
  const buffer = Buffer.alloc(64);
  const end = writeRecord(buffer, 0, body.length, 0, value, null, -1, null, -1, [], "guessed");
  expect(hex(buffer.subarray(1, end))).toBe(hex(body));
  const [record] = new RecordBatch(batchAround(buffer.subarray(0, end)));
  expect(record?.offset).toBe(BigInt(value));
}

function checkRejectedVarint(name: string, bytes: Buffer): void {
  const body = Buffer.concat([unhex(name.includes("long") ? "00" : "0000"), bytes, unhex("00000000")]);
  const record = Buffer.concat([Buffer.from([body.length * 2]), body]);
  expect(() => [...new RecordBatch(batchAround(record))]).toThrow(CorruptRecordError);
}

describe.skipIf(!present)("kafka-python.json", () => {
  for (const entry of load("kafka-python.json")) {
    const check = checkPython(entry);
    if (typeof check === "string") skip(`kafka-python.json: ${check}`);
    else {
      test(`${entry.name}`, () => {
        check();
        used.python++;
      });
    }
  }
});

const value = (json: Entry) => (json === null ? null : json.$bytes !== undefined ? unhex(json.$bytes) : json);

function checkPython(entry: Entry): (() => void) | string {
  const { name, area, input, bytes_hex, expected } = entry;
  if (name.includes("control_batch_data")) {
    return () => {
      const batch = new RecordBatch(unhex(bytes_hex), { validateCrc: false });
      expect(batch.isCrcValid).toBe(false);
      expect(batch.isControl).toBe(true);
      expect([...batch].map(({ key }) => hex(key))).toEqual(["00000000"]);
    };
  }
  if (name === "concatenated v2 data (4 batches) + 4 trailing zero bytes" || area === "memory-records") {
    return () => {
      const bytes = unhex(bytes_hex);
      const reader = readBatches(bytes);
      if (expected.next_batch_raises) return void expect(() => [...reader]).toThrow(CorruptRecordError);
      expect(reader.validBytes).toBe(expected.valid_bytes);
      const count = [...reader].length;
      if (expected.number_of_batches !== undefined) expect(count).toBe(expected.number_of_batches);
      expect(reader.validBytes).toBe(expected.valid_bytes);
    };
  }
  if (area === "crc32c") return () => expect(crc32c(value(input))).toBe(expected.crc32c);
  if (area === "varint" && expected.decoded !== undefined) {
    const number = BigInt(expected.decoded.$bigint ?? expected.decoded);
    return () => checkVarlong(number, unhex(bytes_hex));
  }
  if (area === "snappy") return checkSnappy(entry);
  if (area === "lz4") {
    const magic = name.includes("old-kafka") ? 0 : 1;
    return () => {
      const options = { magic, maxDecompressedBytes: 1000 } as const;
      expect(text(codecOf("lz4").decompress(unhex(bytes_hex), options))).toBe("kafka-python lz4 vector ".repeat(8));
    };
  }
  if (name === "two concatenated zstd frames") {
    return () =>
      expect(text(codecOf("zstd").decompress(unhex(bytes_hex), { magic: 2, maxDecompressedBytes: 4000 }))).toBe(
        "some payload data ".repeat(100) + "another frame of data ".repeat(100),
      );
  }
  if (area === "memory-records-builder" || area === "zstd") return () => checkPythonBuilder(entry);
  if (/estimate/.test(name)) return () => checkPythonEstimate(entry);
  if (area === "record-metadata") return () => checkPythonMetadata(entry);
  const decoded = expected?.decoded ?? expected;
  if (decoded?.records && bytes_hex) return () => checkPythonBatch(unhex(bytes_hex), decoded);
  if (name.includes("out-of-order offsets")) return () => checkPythonAppends(entry);
  if (area === "message") return () => checkPythonMessage(entry);
  if (area === "message-set") return () => checkPythonMessageSet(entry);
  if (name.startsWith("v2 metadata of first"))
    return () => expect([...new RecordBatch(unhex(bytes_hex))]).toHaveLength(1);
  if (name === "v2 batch size limit" || name.startsWith("v2 builder argument"))
    return "assertions about arguments; covered by unit tests";
  if (area === "records-v2" || area === "records-v1" || area === "records-v0") return `${name}: no bytes of its own`;
  if (area === "fetch") return "fetch responses belong to @k/protocol (one of them is known to be misaligned)";
  return "belongs to another package (protocol, client, producer)";
}

function checkSnappy(entry: Entry): (() => void) | string {
  if (entry.expected.is_xerial !== undefined && typeof entry.bytes_hex === "string") {
    return () => {
      expect(isXerial(unhex(entry.bytes_hex))).toBe(entry.expected.is_xerial);
      checkSnappyPayload(entry)?.();
    };
  }
  return checkSnappyPayload(entry) ?? `${entry.name}: neither bytes nor payload`;
}

function checkSnappyPayload({ name, bytes_hex }: Entry): (() => void) | undefined {
  const payloads: Record<string, string> = {
    "snappy xerial encode, blocksize=300": "SNAPPY".repeat(50) + "XERIAL".repeat(50),
    "one raw (non-xerial) snappy block": "SNAPPY".repeat(50),
    "detect xerial: default_snappy": "foobar".repeat(50),
    "detect xerial: random_snappy": "SNAPPY".repeat(50),
  };
  const payload = payloads[name];
  if (payload === undefined) return undefined;
  return () => {
    const codec = codecOf("snappy");
    expect(text(codec.decompress(unhex(bytes_hex), { magic: 2, maxDecompressedBytes: 1000 }))).toBe(payload);
  };
}

function checkPythonBatch(bytes: Buffer, expected: Entry): void {
  const batches = [...readBatches(bytes)];
  expect(batches).toHaveLength(1);
  const batch = batches[0] as Batch;
  if (expected.crc !== undefined) expect(batch.crc).toBe(expected.crc);
  expect(batch.isCrcValid).toBe(expected.crc_valid ?? true);
  if (batch instanceof RecordBatch) {
    expect(batch).toMatchObject({
      baseOffset: BigInt(expected.base_offset),
      partitionLeaderEpoch: expected.partition_leader_epoch,
      attributes: expected.attributes,
      lastOffsetDelta: expected.last_offset_delta,
      baseTimestampMs: expected.first_timestamp,
      maxTimestampMs: expected.max_timestamp,
      producerId: BigInt(expected.producer_id),
      producerEpoch: expected.producer_epoch,
      baseSequence: expected.base_sequence,
      recordsCount: expected.records_count,
    });
  } else {
    expect(batch.lastOffset).toBe(BigInt(expected.wrapper_offset));
  }
  expect(
    [...batch].map((record) => ({
      offset: Number(record.offset),
      timestamp: record.timestampMs,
      key: hex(record.key),
      value: hex(record.value),
      headers: record.headers.map(({ key, value: bytes }) => [key, hex(bytes)]),
      checksum: record.checksum ?? null,
    })),
  ).toEqual(
    expected.records.map((record: Entry) => ({
      offset: record.offset,
      timestamp: record.timestamp ?? -1,
      key: hex(value(record.key)),
      value: hex(value(record.value)),
      headers: record.headers.map(([key, bytes]: [string, Entry]) => [key, hex(value(bytes))]),
      checksum: record.checksum ?? null,
    })),
  );
}

function checkPythonBuilder({ input, bytes_hex, expected }: Entry): void {
  const bytes = unhex(bytes_hex);
  const { magic, compression_type } = input;
  const decoded = expected.decoded;
  if (magic === 2) checkPythonBatch(bytes, decoded);
  else {
    const entries = Array.isArray(decoded) ? decoded : [decoded];
    const batches = [...readBatches(bytes)];
    expect(batches).toHaveLength(entries.length);
    for (const [i, batch] of batches.entries()) checkPythonBatch(batch.bytes as Buffer, entries[i]);
  }
  const compression = (["none", "gzip", "snappy", "lz4", "zstd"] as const)[compression_type as number] as "none";
  const builder = createRecordsBuilder({ magic, compression, sizeLimitBytes: 10_240 });
  const sizes: number[] = [];
  for (let i = 0; i < 10; i++) {
    const before = builder.sizeInBytes;
    builder.append(10_000 + i, Buffer.from("test"), Buffer.from("Super"));
    sizes.push(builder.sizeInBytes - before);
  }
  if (expected.per_record_size) expect(sizes).toEqual(expected.per_record_size);
  expect(builder.sizeInBytes).toBe(expected.size_before_close);
  const ours = Buffer.from(builder.close());
  if (compression === "none") {
    if (magic === 2) setPartitionLeaderEpoch(ours, 0); // kafka-python's 0 for our and Java's -1
    expect(hex(ours)).toBe(bytes_hex);
  }
}

function checkPythonEstimate({ input, expected }: Entry): void {
  const [key, data] = [value(input.key), "1".repeat(100)];
  if (input.magic === undefined) {
    const headers = input.headers.map(([name, bytes]: [string, Entry]) => ({ key: name, value: value(bytes) }));
    expect(estimateSizeInBytes(2, key, data, headers)).toBe(expected.estimate);
    const builder = new RecordBatchBuilder({ sizeLimitBytes: 1000 });
    builder.append(input.timestamp, key, data, headers);
    expect(builder.close()).toHaveLength(expected.actual);
  } else {
    expect(estimateSizeInBytes(input.magic, key, data)).toBe(expected.estimate_no_compression);
    expect(estimateSizeInBytes(input.magic, key, data, [], "gzip")).toBe(expected.estimate_with_compression);
  }
}

function checkPythonMetadata({ name, input, expected }: Entry): void {
  const magic = Number(/magic (\d)/.exec(name)?.[1]) as Magic;
  const builder = createRecordsBuilder({ magic, sizeLimitBytes: 1000 });
  builder.append(input.timestamp_ms ?? input.timestamp, value(input.key), value(input.value));
  expect(builder.lastCrc ?? null).toBe(expected.checksum);
  expect(builder.lastKeySizeBytes).toBe(expected.serialized_key_size);
  expect(builder.lastValueSizeBytes).toBe(expected.serialized_value_size);
}

function checkPythonAppends({ input, bytes_hex }: Entry): void {
  const builder = new MessageSetBuilder({ magic: input.magic, sizeLimitBytes: 1000 });
  for (const [offset, time, key, data] of input.appends) builder.appendAt(offset, time, value(key), value(data));
  expect(hex(builder.close())).toBe(bytes_hex);
}

/** A message without offset and size in front. */
function checkPythonMessage({ input, bytes_hex, expected }: Entry): void {
  const message = unhex(bytes_hex);
  const bytes = Buffer.concat([Buffer.alloc(12), message]);
  bytes.writeInt32BE(message.length, 8);
  const batch = new MessageBatch(bytes);
  expect(batch.isCrcValid).toBe(expected.crc_valid);
  if (expected.crc_int32 !== undefined) expect(batch.crc | 0).toBe(expected.crc_int32);
  if (expected.inner) {
    expect([...batch].map((record) => [Number(record.offset), hex(record.key), hex(record.value)])).toEqual(
      expected.inner.map((record: Entry) => [record.offset, hex(value(record.key)), hex(value(record.value))]),
    );
  } else if (expected.crc_valid) {
    const [record] = batch;
    expect(hex(record?.key ?? null)).toBe(hex(value(input.key)));
    expect(hex(record?.value ?? null)).toBe(hex(value(input.value)));
  }
}

function checkPythonMessageSet({ name, bytes_hex, expected }: Entry): void {
  const bytes = unhex(bytes_hex).subarray(name.includes("int32 size prefix") ? 4 : 0);
  // "partial/truncated -> dropped" stands for the last one there.
  const entries = expected.entries.filter((entry: Entry) => typeof entry !== "string");
  const batches = [...readBatches(bytes)];
  expect(batches).toHaveLength(entries.length);
  for (const [i, entry] of entries.entries()) {
    const batch = batches[i] as Batch;
    expect(batch.lastOffset).toBe(BigInt(entry.offset));
    if (entry.crc_int32 !== undefined) expect(batch.crc | 0).toBe(entry.crc_int32);
    expect([...batch].map((record) => [hex(record.key), hex(record.value)])).toEqual([
      [hex(value(entry.key)), hex(value(entry.value))],
    ]);
  }
}
