import { expect, test } from "vitest";
import { parseKafkaDump } from "./kafka-dump.js";

const parse = (line: string) => {
  const [{ kind, facts } = { kind: undefined, facts: [] }] = parseKafkaDump(line);
  return { kind, ...Object.fromEntries(facts) };
};

test("0.8: a line a message", () => {
  expect(
    parse(
      "offset: 3 position: 165 isvalid: true payloadsize: 27 magic: 0 compresscodec: NoCompressionCodec crc: 3304888819 keysize: 2 key: k0 payload: gzip 0",
    ),
  ).toEqual({
    ...{ kind: "record", offset: "3", position: "165", isvalid: "true", payloadsize: "27", magic: "0" },
    ...{ compresscodec: "NoCompressionCodec", crc: "3304888819", keysize: "2", key: "k0", payload: "gzip 0" },
  });
});

test("2.8: a line a batch and a line a record", () => {
  expect(parse("baseOffset: 0 lastOffset: 2 count: 3 isvalid: true")).toEqual({
    ...{ kind: "batch", baseoffset: "0", lastoffset: "2", count: "3", isvalid: "true" },
  });
  expect(parse("| offset: 0 crc: null keySize: 2 headerKeys: [a,b] key: k payload: ")).toEqual({
    ...{ kind: "record", offset: "0", crc: "null", keysize: "2", headerkeys: "[a,b]", key: "k", payload: "" },
  });
});

test("headings are left out", () => {
  expect(parseKafkaDump("Dumping /x/0.log\nStarting offset: 0\n")).toEqual([]);
});
