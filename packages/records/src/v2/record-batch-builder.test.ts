import { describe, expect, test } from "vitest";
import { InvalidRecordError, UnsupportedCodecError } from "../errors.js";
import type { KafkaRecord } from "../record.js";
import { RecordBatch } from "./record-batch.js";
import { RecordBatchBuilder, type RecordBatchBuilderOptions } from "./record-batch-builder.js";

const builder = (options: Partial<RecordBatchBuilderOptions> = {}) =>
  new RecordBatchBuilder({ sizeLimitBytes: 16_384, ...options });

const text = (bytes: Uint8Array | null) => (bytes === null ? null : Buffer.from(bytes).toString());

const plain = (record: KafkaRecord) => ({
  offset: record.offset,
  timestampMs: record.timestampMs,
  key: text(record.key),
  value: text(record.value),
  headers: record.headers.map(({ key, value }) => [key, text(value)]),
});

const read = (bytes: Uint8Array) => [...new RecordBatch(bytes)].map(plain);

test("writes the bytes that Kafka writes", () => {
  const batch = builder();
  batch.append(1000, "k1", "v1");
  batch.append(1005, null, "v2");
  batch.append(998, "k3", null);
  expect(Buffer.from(batch.close()).toString("hex")).toBe(
    "00000000000000000000004effffffff026a18c07800000000000200000000000003e800000000000003edffffffffffffffff" +
      "ffffffffffff0000000314000000046b310476310010000a02010476320010000304046b330100",
  );
});

test("gives relative offsets and reads back what was appended", () => {
  const batch = builder();
  const headers = [
    { key: "a", value: "1" },
    { key: "a", value: null },
    { key: "ключ", value: Buffer.from("ü") },
    { key: "", value: "" },
  ];
  expect(batch.append(1_700_000_000_000, "key", Buffer.from("value"), headers)).toBe(0);
  expect(batch.append(1_600_000_000_000, null, "🦉 é")).toBe(1);
  expect(batch.append(1_900_000_000_000, "", null)).toBe(2);
  expect(batch.count).toBe(3);
  expect(read(batch.close())).toEqual([
    {
      offset: 0n,
      timestampMs: 1_700_000_000_000,
      key: "key",
      value: "value",
      headers: [
        ["a", "1"],
        ["a", null],
        ["ключ", "ü"],
        ["", ""],
      ],
    },
    { offset: 1n, timestampMs: 1_600_000_000_000, key: null, value: "🦉 é", headers: [] },
    { offset: 2n, timestampMs: 1_900_000_000_000, key: "", value: null, headers: [] },
  ]);
  expect(batch.maxTimestampMs).toBe(1_900_000_000_000);
});

describe("size", () => {
  const recordBytes = 61 + 7 + 10; // length, attributes, timestamp, offset, null key, value length, headers; value

  test("is exact before close", () => {
    const batch = builder();
    batch.append(0, null, "0123456789");
    expect(batch.sizeInBytes).toBe(recordBytes);
    expect(batch.close()).toHaveLength(recordBytes);
  });

  test("an exact fill is accepted, a byte more is not, and nothing is written then", () => {
    const exact = builder({ sizeLimitBytes: recordBytes + 17 });
    expect(exact.append(0, null, "0123456789")).toBe(0);
    expect(exact.isFull).toBe(false);
    expect(exact.append(0, null, "0123456789+")).toBeNull();
    expect(exact.sizeInBytes).toBe(recordBytes);
    expect(exact.append(0, null, "0123456789")).toBe(1);
    expect(exact.isFull).toBe(true);
    expect(read(exact.close())).toHaveLength(2);
  });

  test("text beyond ASCII is measured before it is refused", () => {
    const batch = builder({ sizeLimitBytes: recordBytes + 17 });
    batch.append(0, null, "0123456789");
    expect(batch.append(0, null, "012345678é")).toBeNull();
    expect(batch.append(0, null, "01234567é")).toBe(1);
    expect(read(batch.close()).map(({ value }) => value)).toEqual(["0123456789", "01234567é"]);
  });

  test("the first record is accepted whatever its size, in a buffer of its own", () => {
    const pooled = Buffer.alloc(128);
    const batch = builder({ sizeLimitBytes: 128, buffer: pooled });
    expect(batch.append(0, null, "é".repeat(500))).toBe(0);
    expect(batch.isFull).toBe(true);
    expect(batch.append(0, null, null)).toBeNull();
    expect(batch.buffer).not.toBe(pooled);
    expect(read(batch.close())[0]?.value).toBe("é".repeat(500));
  });

  test("the limit is the buffer's length when that is smaller", () => {
    const batch = builder({ sizeLimitBytes: 1000, buffer: new Uint8Array(100) });
    batch.append(0, null, "0123456789");
    expect(batch.append(0, null, "x".repeat(20))).toBeNull();
  });

  test("a buffer of 0 bytes still takes the first record", () => {
    const batch = builder({ sizeLimitBytes: 0 });
    expect(batch.append(0, "k", "v")).toBe(0);
    expect(read(batch.close())).toHaveLength(1);
  });
});

test.each([1, 39, 40, 41, 63, 64, 65, 100, 127, 128, 129, 1000, 20_000])(
  "text of %i characters, ASCII and not, at any place of the buffer's end",
  (length) => {
    for (const value of [
      "x".repeat(length),
      `${"x".repeat(length - 1)}é`,
      `é${"x".repeat(length - 1)}`,
      "語".repeat(length),
      "🦉".repeat(length),
    ]) {
      const size = 61 + 20 + Buffer.byteLength(value);
      for (const spare of [0, 1, 2, 3, 4, 8]) {
        const batch = builder({ sizeLimitBytes: size + spare });
        batch.append(0, null, value);
        expect(read(batch.close())[0]?.value).toBe(value);
      }
    }
  },
);

test("a lone surrogate becomes the replacement character", () => {
  const batch = builder();
  batch.append(0, "\ud800", `x${"y".repeat(60)}\udfff`);
  expect(read(batch.close())).toMatchObject([{ key: "\ufffd", value: `x${"y".repeat(60)}\ufffd` }]);
});

test("deltas of timestamps far apart survive", () => {
  const times = [
    0,
    1,
    -1,
    2 ** 31,
    -(2 ** 31),
    2 ** 31 - 1,
    2 ** 34,
    -(2 ** 34) - 1,
    2 ** 41,
    2 ** 48,
    2 ** 53 - 1,
    -(2 ** 53) + 1,
  ];
  const batch = builder();
  for (const time of times) batch.append(time, null, null);
  expect(batch.sizeInBytes).toBe(batch.close().length);
  expect(read(batch.close()).map(({ timestampMs }) => timestampMs)).toEqual(times);
});

test.each([Number.NaN, 0.5, 2 ** 53, Number.POSITIVE_INFINITY])(
  "timestamp %d is refused and leaves nothing behind",
  (time) => {
    const batch = builder();
    expect(() => batch.append(time, null, "x")).toThrow(InvalidRecordError);
    batch.append(1, null, "a");
    expect(() => batch.append(time, null, "x")).toThrow(InvalidRecordError);
    expect(read(batch.close())).toMatchObject([{ timestampMs: 1, value: "a" }]);
  },
);

describe("close", () => {
  test("is idempotent and ends appending", () => {
    const batch = builder();
    batch.append(0, null, "a");
    const bytes = batch.close();
    expect(batch.isClosed).toBe(true);
    expect(batch.append(0, null, "b")).toBeNull();
    expect(batch.close()).toBe(bytes);
  });

  test("an empty batch is a valid one", () => {
    const bytes = builder().close();
    expect(bytes).toHaveLength(61);
    expect(read(bytes)).toEqual([]);
  });

  test("the closed bytes are a view of the caller's buffer", () => {
    const buffer = new Uint8Array(256);
    const batch = builder({ sizeLimitBytes: 256, buffer });
    batch.append(0, null, "a");
    expect(batch.close().buffer).toBe(buffer.buffer);
  });
});

describe("producer state", () => {
  test("set before close", () => {
    const batch = builder({ transactional: true });
    batch.append(0, null, "a");
    batch.append(0, null, "b");
    batch.setProducerState(9_223_372_036_854_775_806n, 32_766, 2_147_483_647);
    const view = new RecordBatch(batch.close());
    expect(view).toMatchObject({
      producerId: 9_223_372_036_854_775_806n,
      producerEpoch: 32_766,
      baseSequence: 2_147_483_647,
      isTransactional: true,
      isControl: false,
      isCrcValid: true,
    });
    expect([...view].map(({ sequence }) => sequence)).toEqual([2_147_483_647, 0]);
  });

  test("set after close: patched in place, with the CRC", () => {
    const batch = builder();
    batch.append(0, null, "a");
    const bytes = batch.close();
    batch.setProducerState(5n, 1, 10);
    expect(batch.close()).toBe(bytes);
    expect(new RecordBatch(bytes)).toMatchObject({
      producerId: 5n,
      producerEpoch: 1,
      baseSequence: 10,
      isCrcValid: true,
    });
    batch.setProducerState(-1n, -1, -1);
    expect([...new RecordBatch(bytes)].map(({ sequence }) => sequence)).toEqual([-1]);
  });
});

describe("compression", () => {
  const fill = (batch: RecordBatchBuilder) => {
    for (let i = 0; i < 100; i++) batch.append(i, `key-${i % 7}`, `value number ${i}`);
    return batch;
  };

  test("happens at close, in the same buffer", () => {
    const buffer = Buffer.alloc(16_384);
    const batch = fill(builder({ compression: "gzip", buffer }));
    const before = batch.sizeInBytes;
    const bytes = batch.close();
    expect(bytes.buffer).toBe(buffer.buffer);
    expect(batch.sizeInBytes).toBe(bytes.length);
    expect(batch.compressionRate).toBeCloseTo(bytes.length / before);
    const view = new RecordBatch(bytes);
    expect(view.compression).toBe("gzip");
    expect([...view].map(plain)).toEqual(read(fill(builder()).close()));
  });

  test("is dropped when it does not make the batch smaller", () => {
    const batch = builder({ compression: "gzip" });
    batch.append(0, null, "a");
    const bytes = batch.close();
    expect(new RecordBatch(bytes).compression).toBe("none");
    expect(batch.compressionRate).toBe(1);
    expect(read(bytes)).toHaveLength(1);
  });

  test("closeAsync gives the same bytes, once", async () => {
    const batch = fill(builder({ compression: "gzip" }));
    const [one, two] = await Promise.all([batch.closeAsync(), batch.closeAsync()]);
    expect(two).toBe(one);
    expect(batch.close()).toBe(one);
    expect(Buffer.from(one)).toEqual(Buffer.from(fill(builder({ compression: "gzip" })).close()));
  });

  test("closeAsync ends appending at once, and a close meanwhile wins", async () => {
    const batch = fill(builder({ compression: "gzip" }));
    const pending = batch.closeAsync();
    expect(batch.append(0, null, "late")).toBeNull();
    const bytes = batch.close();
    expect(await pending).toBe(bytes);
    expect(read(bytes)).toHaveLength(100);
  });

  test("a level reaches the codec", () => {
    const one = fill(builder({ compression: "gzip", compressionLevel: 1 })).close();
    const nine = fill(builder({ compression: "gzip", compressionLevel: 9 })).close();
    expect(nine.length).toBeLessThan(one.length);
  });

  test("an unknown codec fails in the constructor", () => {
    expect(() => builder({ compression: "brotli" as never })).toThrow(UnsupportedCodecError);
  });
});
