import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { Memory } from "../bytes.js";
import { CorruptRecordError, DecompressedSizeError, InvalidRecordError, UnsupportedCodecError } from "../errors.js";
import { readBatches } from "../read-batches.js";
import type { KafkaRecord } from "../record.js";
import { MessageBatch } from "./message-batch.js";
import { sizeOfMessage, stampMessage, writeMessage } from "./message-codec.js";
import { MessageSetBuilder, type MessageSetBuilderOptions } from "./message-set-builder.js";

const builder = (options: Partial<MessageSetBuilderOptions> = {}) =>
  new MessageSetBuilder({ magic: 1, sizeLimitBytes: 16_384, ...options });

const text = (bytes: Uint8Array | null) => (bytes === null ? null : Buffer.from(bytes).toString());
const plain = ({ offset, timestampMs, timestampType, key, value }: KafkaRecord) => [
  offset,
  timestampMs,
  timestampType,
  text(key),
  text(value),
];
const read = (bytes: Uint8Array) => [...readBatches(bytes)].flatMap((batch) => [...batch]).map(plain);

const fill = (set: MessageSetBuilder, count = 100) => {
  for (let i = 0; i < count; i++)
    set.append(1000 + (i % 7), i % 5 === 0 ? null : `key-${i}`, i % 9 === 0 ? null : `value ${i}`);
  return set;
};

/** One message around any value, with a valid CRC. */
function message(magic: 0 | 1, offset: bigint, attributes: number, value: Buffer | null, timestampMs = 1000): Buffer {
  const bytes = Buffer.alloc(sizeOfMessage(magic, -1, value?.length ?? -1));
  const fields = {
    magic,
    offset,
    attributes,
    timestampMs,
    key: null,
    keyLength: -1,
    value,
    valueLength: value?.length ?? -1,
  };
  writeMessage(new Memory(bytes), 0, fields);
  return bytes;
}

test("writes the bytes that Kafka writes, magic 1 and 0", () => {
  const one = builder();
  one.append(1000, "k1", "v1");
  expect(Buffer.from(one.close()).toString("hex")).toBe(
    "00000000000000000000001ab1a6ec76010000000000000003e8000000026b31000000027631",
  );
  expect(one.lastCrc).toBe(0xb1a6ec76);
  const zero = builder({ magic: 0 });
  zero.append(1000, "k1", "v1");
  expect(Buffer.from(zero.close()).toString("hex")).toBe(
    "00000000000000000000001257e7496e0000000000026b31000000027631",
  );
});

describe("size", () => {
  const messageBytes = 12 + 22 + 10;

  test("an exact fill is refused here, unlike in magic 2", () => {
    const set = builder({ sizeLimitBytes: 2 * messageBytes });
    expect(set.append(0, null, "0123456789")).toBe(0);
    expect(set.append(0, null, "0123456789")).toBeNull();
    expect(set.append(0, null, "012345678")).toBe(1);
    expect(set.sizeInBytes).toBe(2 * messageBytes - 1);
    expect(set.isFull).toBe(false);
  });

  test("the first message is accepted whatever its size", () => {
    const buffer = Buffer.alloc(10);
    const set = builder({ sizeLimitBytes: 10, buffer });
    expect(set.append(0, "é", "0123456789")).toBe(0);
    expect(set.isFull).toBe(true);
    expect(set.buffer).not.toBe(buffer);
    expect(read(set.close())).toEqual([[0n, 0, "CreateTime", "é", "0123456789"]]);
  });
});

test("headers, bad timestamps and earlier offsets are refused", () => {
  const set = builder();
  expect(() => set.append(0, null, null, [{ key: "h", value: null }])).toThrow("1 headers: magic 1 has none");
  expect(() => set.append(Number.NaN, null, null)).toThrow(InvalidRecordError);
  set.appendAt(5, 0, null, null);
  expect(() => set.appendAt(5, 0, null, null)).toThrow(InvalidRecordError);
  expect(set.append(0, null, null)).toBe(6);
});

test("magic 0 has no timestamps", () => {
  const set = builder({ magic: 0 });
  set.append(5, null, null);
  expect(set.maxTimestampMs).toBe(-1);
  expect(read(set.close())).toEqual([[0n, -1, "NoTimestampType", null, null]]);
});

describe.each([0, 1] as const)("magic %i, compressed", (magic) => {
  test.each(["gzip", "snappy", "lz4"] as const)(
    "%s: one wrapper, with the last offset and the highest timestamp",
    async (compression) => {
      const set = fill(builder({ magic, compression, baseOffset: 100n }));
      const uncompressed = set.sizeInBytes;
      const bytes = set.close();
      const batches = [...readBatches(bytes)];
      expect(batches).toHaveLength(1);
      const batch = batches[0] as MessageBatch;
      expect(batch).toMatchObject({
        compression,
        lastOffset: 199n,
        baseOffset: 100n,
        maxTimestampMs: magic === 0 ? -1 : 1006,
      });
      expect(set.compressionRate).toBeCloseTo(bytes.length / uncompressed);
      const expected = read(fill(builder({ magic, baseOffset: 100n })).close());
      expect([...batch].map(plain)).toEqual(expected);
      expect([...(await batch.recordsAsync())].map(plain)).toEqual(expected);
      const again = await fill(builder({ magic, compression, baseOffset: 100n })).closeAsync();
      expect(read(again)).toEqual(expected);
    },
  );

  test("dropped when it does not make the set smaller, with absolute offsets", () => {
    const set = builder({ magic, compression: "gzip", baseOffset: 100n });
    set.append(7, null, "a");
    set.append(8, null, "b");
    const bytes = set.close();
    expect(set.compressionRate).toBe(1);
    expect([...readBatches(bytes)].map(({ compression }) => compression)).toEqual(["none", "none"]);
    expect(read(bytes).map(([offset]) => offset)).toEqual([100n, 101n]);
    for (const batch of readBatches(bytes)) expect(batch.isCrcValid).toBe(true);
  });

  test("zstd is refused, writing and reading", () => {
    expect(() => builder({ magic, compression: "zstd" })).toThrow(UnsupportedCodecError);
    expect(() => [...new MessageBatch(message(magic, 0n, 4, Buffer.from("x")))]).toThrow(UnsupportedCodecError);
  });
});

test("offsets inside are absolute in magic 0 and relative in magic 1", () => {
  // Read raw, from the decompressed bytes of the wrapper.
  const inner = (magic: 0 | 1) => {
    const set = fill(builder({ magic, compression: "gzip", baseOffset: 100n }));
    const [batch] = [...readBatches(set.close())] as [MessageBatch];
    return [...batch].map((record) => (record as unknown as { bytes: Buffer }).bytes.readBigInt64BE(0));
  };
  expect(inner(0).slice(0, 2)).toEqual([100n, 101n]);
  expect(inner(1).slice(0, 2)).toEqual([0n, 1n]);
});

test("a wrapper with offset 0, as librdkafka and kafka-python write it, leaves the offsets inside as they are", () => {
  const bytes = Buffer.from(fill(builder({ compression: "gzip" })).close());
  bytes.writeBigInt64BE(0n, 0); // outside the CRC
  expect(read(bytes).map(([offset]) => offset)).toEqual(Array.from({ length: 100 }, (_, i) => BigInt(i)));
});

test("offsets inside may have gaps, as compaction leaves them", () => {
  const set = builder({ compression: "gzip", baseOffset: 1000n });
  for (const offset of [2, 3, 30]) set.appendAt(offset, 0, "key ".repeat(20), null);
  const [batch] = [...readBatches(set.close())] as [MessageBatch];
  expect(batch.compression).toBe("gzip");
  expect(batch.lastOffset).toBe(1030n);
  expect([...batch].map(({ offset }) => offset)).toEqual([1002n, 1003n, 1030n]);
});

test("LogAppendTime: the wrapper's time is everybody's", () => {
  const bytes = Buffer.from(fill(builder({ compression: "gzip" })).close());
  stampMessage(bytes, 5555);
  const records = read(bytes);
  expect(new Set(records.map(([, time, type]) => `${time} ${type}`))).toEqual(new Set(["5555 LogAppendTime"]));
  const single = Buffer.from(fill(builder(), 1).close());
  stampMessage(single, 5555);
  expect(read(single)).toMatchObject([[0n, 5555, "LogAppendTime", null, null]]);
});

describe("corrupt", () => {
  const inside = (bytes: Buffer, magic: 0 | 1 = 1) => {
    const set = new MessageBatch(message(magic, 0n, 1, gzipSync(bytes)));
    return () => [...set];
  };
  const one = message(1, 0n, 0, Buffer.from("a"));

  test("a wrong CRC, outside and inside, unless it is not wanted", () => {
    const broken = Buffer.from(one);
    broken[broken.length - 1]! ^= 1;
    expect(() => [...new MessageBatch(broken)]).toThrow(/CRC-32 is 0x[0-9a-f]{8}, the header says 0x/);
    expect([...new MessageBatch(broken, { validateCrc: false })]).toHaveLength(1);
    expect(inside(broken)).toThrow(/its CRC-32 is/);
  });

  test.each([
    ["a null value in a wrapper", () => [...new MessageBatch(message(1, 0n, 1, null))], /its value is null/],
    ["nothing inside", inside(Buffer.alloc(0)), /there is nothing inside/],
    ["another magic inside", inside(message(0, 0n, 0, Buffer.from("abcdefghijk"))), /has magic 0/],
    ["compression inside compression", inside(message(1, 0n, 1, Buffer.from("a"))), /is compressed again/],
    ["half a message inside", inside(one.subarray(0, 20)), /a message inside has/],
    [
      "a few bytes after the last one inside",
      inside(Buffer.concat([one, Buffer.alloc(5)])),
      /a message inside has 5 bytes/,
    ],
    ["an unknown codec", () => [...new MessageBatch(message(1, 0n, 5, Buffer.from("a")))], UnsupportedCodecError],
    [
      "magic 1 as short as magic 0",
      () => new MessageBatch(Buffer.concat([Buffer.alloc(11), Buffer.from([14, 0, 0, 0, 0, 1]), Buffer.alloc(9)])),
      /even an empty one takes 34/,
    ],
    [
      "a key longer than the message",
      () => new MessageBatch(Buffer.from(one).fill(0x7f, 26, 30)),
      /its key has length/,
    ],
    ["a key of -2 bytes", () => new MessageBatch(Buffer.from(one).fill(0xfe, 29, 30)), /its key has length -2/],
    [
      "a value shorter than what is left",
      () => new MessageBatch(Buffer.from(one).fill(0, 33, 34)),
      /its value has length 0/,
    ],
    ["magic 2", () => new MessageBatch(Buffer.from(one).fill(2, 16, 17)), CorruptRecordError],
    ["a wrong size", () => new MessageBatch(one.subarray(0, one.length - 1)), /says that it has/],
  ])("%s", (_, act, error) => {
    expect(act).toThrow(error as RegExp);
  });

  test("a bomb in a wrapper", () => {
    const set = builder({ compression: "gzip", sizeLimitBytes: 1 << 21 });
    set.append(0, null, Buffer.alloc(1 << 20));
    const batch = new MessageBatch(set.close(), { maxDecompressedBytes: 1000 });
    expect(() => batch.records()).toThrow(DecompressedSizeError);
  });
});
