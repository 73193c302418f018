import { expect, test } from "vitest";
import { parseDump } from "./dump.js";

const since2 = `Dumping /data/t-9/t-3/00000000000000000000.log
Log starting offset: 0
baseOffset: 0 lastOffset: 1 count: 2 baseSequence: 7 lastSequence: 8 producerId: 5 producerEpoch: 0 partitionLeaderEpoch: 0 isTransactional: false isControl: false deleteHorizonMs: OptionalLong.empty position: 0 CreateTime: 1000 size: 90 magic: 2 compresscodec: gzip crc: 305419896 isvalid: true
| offset: 0 CreateTime: 1000 keySize: 2 valueSize: 17 sequence: 7 headerKeys: [a=1,b=] key: k1 payload: offset: 5 magic: 9
| offset: 1 CreateTime: 1001 keySize: -1 valueSize: 2 sequence: 8 headerKeys: [] payload: v2`;

test("a record takes magic, codec and producer from its batch, and nothing from what is in its payload", () => {
  expect(parseDump(since2)).toEqual([
    {
      partition: 3,
      offset: 0n,
      magic: 2,
      codec: "gzip",
      valid: true,
      key: "k1",
      payload: "offset: 5 magic: 9",
      producerId: 5n,
      sequence: 7,
      headers: "[a=1,b=]",
    },
    expect.objectContaining({ offset: 1n, key: null, payload: "v2", sequence: 8, headers: "[]" }),
  ]);
});

test("a damaged batch makes its records invalid", () => {
  const damaged = since2.replace("isvalid: true", "isvalid: false");
  expect(parseDump(damaged).map(({ valid }) => valid)).toEqual([false, false]);
});

test("the old form says everything in each line, and calls no compression NoCompressionCodec", () => {
  const old =
    "offset: 3 position: 0 isvalid: true payloadsize: 2 magic: 0 compresscodec: NoCompressionCodec crc: 1 keysize: 1 key: k payload: v1";
  expect(parseDump(old)).toEqual([
    expect.objectContaining({ offset: 3n, magic: 0, codec: "none", key: "k", payload: "v1", producerId: -1n }),
  ]);
  const snappy = old.replace("NoCompressionCodec", "SnappyCompressionCodec");
  expect(parseDump(snappy)[0]?.codec).toBe("snappy");
});
