import { expect, test } from "vitest";
import { MalformedError, Reader, type ReaderOptions, TruncatedError, Writer } from "../wire/index.js";
import { array, int8, int32, message, string, struct, unknownTaggedFields } from "./index.js";

const { write, read } = message({
  name: "Test",
  versions: "0-2",
  flexible: "1+",
  fields: {
    a: int8,
    late: string.versions("2+").nullable().default(null).tag(5),
    inner: struct({ x: int32.default(-1) })
      .versions("1+")
      .tag(0),
    list: array(int8).versions("1+").tag(1),
    moved: int8.tag(3, "2+"),
  },
}).codec(2);

function encode(value: Parameters<typeof write>[1]): string {
  const writer = new Writer();
  write(writer, value);
  return Buffer.from(writer.finish()).toString("hex");
}

const decode = (hex: string, options?: ReaderOptions) =>
  read(new Reader(Buffer.from(hex.replaceAll(" ", ""), "hex"), options));

test("what is the default takes no byte", () => {
  expect(encode({ a: 1 })).toBe("0100");
  expect(encode({ a: 1, inner: { x: -1 }, list: [], late: null, moved: 0 })).toBe("0100");
});

test("what is not stands in the order of tags, each with its size", () => {
  const hex =
    "01" + "04" + "00" + "05" + "00000007" + "00" + "01" + "02" + "0209" + "03" + "01" + "04" + "05" + "02" + "0178";
  const fixed = hex.replace("050201" + "78", "05020278");
  const value = { a: 1, late: "x", inner: { x: 7 }, list: [9], moved: 4 };
  expect(encode(value)).toBe(fixed);
  expect(decode(fixed)).toEqual(value);
});

test("absent ones read as their defaults", () => {
  expect(decode("01 00")).toEqual({ a: 1, late: null, inner: { x: -1 }, list: [], moved: 0 });
});

test("a field can be tagged in some versions and in line in others", () => {
  const one = message({ name: "T", versions: "0-2", flexible: "1+", fields: { moved: int8.tag(3, "2+") } }).codec(1);
  const writer = new Writer();
  one.write(writer, { moved: 4 });
  expect(Buffer.from(writer.finish()).toString("hex")).toBe("0400");
});

test("unknown ones are skipped", () => {
  expect(decode("01 02 01 02 0209 07 03 aabbcc")).toMatchObject({ a: 1, list: [9] });
  expect(unknownTaggedFields in decode("01 01 07 00")).toBe(false);
});

test("unknown ones can be kept, and are written back in their place", () => {
  const hex = "01020102020907" + "03aabbcc";
  const value = decode(hex, { keepUnknownTags: true });
  expect((value as any)[unknownTaggedFields]).toEqual([{ tag: 7, value: Buffer.from("aabbcc", "hex") }]);
  expect(encode(value)).toBe(hex);
  expect(encode({ ...value, late: "x" })).toBe("0103010202090502027807" + "03aabbcc");
});

test.each([
  ["01 02 01 02 0209 01 02 0209", MalformedError, "tags must ascend"],
  ["01 02 03 01 04 01 02 0209", MalformedError, "tags must ascend"],
  ["01 01 03 02 0400", MalformedError, "Test v2, moved: 1 bytes are left over"],
  ["01 01 00 03 000000", TruncatedError, "Test v2, inner.x: need 4 bytes"],
  ["01 01 07 05 00", TruncatedError, "need 5 bytes"],
  ["01 ffffffff0f 07 00", TruncatedError, "need 1 bytes"],
] as const)("%s is refused", (hex, type, text) => {
  expect(() => decode(hex)).toThrow(type);
  expect(() => decode(hex)).toThrow(text);
});
