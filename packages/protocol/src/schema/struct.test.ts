import { expect, describe as group, test } from "vitest";
import { KafkaProtocolError } from "../errors/index.js";
import { MalformedError, Reader, Writer } from "../wire/index.js";
import { array, boolean, bytes, int8, int16, int32, int64, message, string, struct, uuid } from "./index.js";

type Any = any;

/** Fields of a message with versions 0 to 9, flexible from 5 on. */
function codec(fields: Any, version: number) {
  const { write, read } = message<Any>({ name: "Test", versions: "0-9", flexible: "5+", fields }).codec(version);
  return {
    encode(value: unknown): string {
      const writer = new Writer();
      write(writer, value as Any);
      return Buffer.from(writer.finish()).toString("hex");
    },
    decode(hex: string): Any {
      const reader = new Reader(Buffer.from(hex.replaceAll(" ", ""), "hex"));
      const value = read(reader);
      reader.expectEnd();
      return value;
    },
  };
}

test("fields follow one another in the order of the schema", () => {
  const { encode, decode } = codec({ b: int16, a: int8, c: boolean }, 0);
  expect(encode({ a: 1, b: 2, c: true })).toBe("0002" + "01" + "01");
  expect(decode("0002 01 02")).toEqual({ b: 2, a: 1, c: true });
});

group("a field that the version does not have", () => {
  const fields = {
    kept: int8,
    newer: int32.versions("3+").default(-1),
    older: string.versions("0-2"),
    dropped: int32.versions("3+").ignorable(),
  };

  test("reads as its default", () => {
    expect(codec(fields, 0).decode("07 0000")).toEqual({ kept: 7, newer: -1, older: "", dropped: 0 });
    expect(codec(fields, 3).decode("07 00000001 00000002")).toEqual({ kept: 7, newer: 1, older: "", dropped: 2 });
  });

  test("may be written when it is the default, which then takes no byte", () => {
    expect(codec(fields, 0).encode({ kept: 7, newer: -1, older: "x" })).toBe("07" + "000178");
    expect(codec(fields, 3).encode({ kept: 7, newer: 5, older: "" })).toBe("07" + "00000005" + "00000000");
  });

  test("is an error otherwise, by name and version", () => {
    const write = () => codec(fields, 0).encode({ kept: 7, newer: 5 });
    expect(write).toThrow(KafkaProtocolError);
    expect(write).toThrow("Test v0, newer: version 0 cannot carry it");
    expect(() => codec(fields, 3).encode({ kept: 7, older: "x" })).toThrow("older: version 3");
  });

  test("is dropped silently when it is ignorable", () => {
    expect(codec(fields, 0).encode({ kept: 7, dropped: 5 })).toBe("07" + "0000");
  });

  test("is not the default either when it is null and the default is not", () => {
    const nullable = { a: int8, b: string.nullable().versions("3+") };
    expect(() => codec(nullable, 0).encode({ a: 1, b: null })).toThrow("cannot carry it");
    expect(codec(nullable, 0).encode({ a: 1, b: "" })).toBe("01");
    const byNull = { a: int8, b: string.nullable().versions("3+").default(null) };
    expect(codec(byNull, 0).encode({ a: 1, b: null })).toBe("01");
    expect(() => codec(byNull, 0).encode({ a: 1, b: "" })).toThrow("cannot carry it");
  });

  test("is judged by its depth: arrays by their length, structs field by field", () => {
    const deep = {
      a: int8,
      list: array({ x: int8 }).versions("3+"),
      inner: struct({ x: int32.default(-1), y: bytes }).versions("3+"),
    };
    const { encode } = codec(deep, 0);
    expect(encode({ a: 1, list: [], inner: {} })).toBe("01");
    expect(encode({ a: 1, inner: { x: -1, y: new Uint8Array(0) } })).toBe("01");
    expect(() => encode({ a: 1, list: [{ x: 0 }] })).toThrow("list: version 0");
    expect(() => encode({ a: 1, inner: { x: 0 } })).toThrow("inner: version 0");
    expect(() => encode({ a: 1, inner: { y: Uint8Array.of(1) } })).toThrow("inner: version 0");
  });
});

test("a missing field is written as its default", () => {
  const fields = { a: int32.default(-1), b: string, c: array(int8), d: int64.default(7n), e: uuid };
  expect(codec(fields, 0).encode({})).toBe(`ffffffff000000000000${"0000000000000007"}${"00".repeat(16)}`);
});

test("null is written where the version allows it, and is an error elsewhere", () => {
  const fields = { a: string.nullable("3+") };
  expect(codec(fields, 3).encode({ a: null })).toBe("ffff");
  expect(codec(fields, 3).decode("ffff")).toEqual({ a: null });
  expect(codec(fields, 5).encode({ a: null })).toBe("00" + "00");
  expect(() => codec(fields, 2).encode({ a: null })).toThrow("a: null is not allowed");
  expect(() => codec(fields, 2).decode("ffff")).toThrow(MalformedError);
});

test("a struct that may be null has a byte before it", () => {
  const fields = { a: struct({ x: int8 }).nullable("1+").default(null) };
  const { encode, decode } = codec(fields, 1);
  expect(encode({})).toBe("ff");
  expect(encode({ a: { x: 5 } })).toBe("0105");
  expect(decode("ff")).toEqual({ a: null });
  expect(decode("0105")).toEqual({ a: { x: 5 } });
  expect(() => decode("0205")).toThrow("presence byte is 2");
  expect(codec(fields, 0).encode({ a: { x: 5 } })).toBe("05");
});

test("defaults that can be changed belong to the reader alone", () => {
  const fields = { list: array(int8).versions("3+"), inner: struct({ x: array(int8) }).versions("3+") };
  const { decode } = codec(fields, 0);
  decode("").list.push(1);
  decode("").inner.x.push(1);
  expect(decode("")).toEqual({ list: [], inner: { x: [] } });
});

test("flexible versions count compactly, also inside structs", () => {
  const fields = { s: string, b: bytes.nullable(), l: array(string), i: array({ s: string.neverFlexible() }) };
  const value = { s: "ab", b: Uint8Array.of(9), l: ["c"], i: [{ s: "d" }] };
  expect(codec(fields, 4).encode(value)).toBe("00026162" + "0000000109" + "00000001000163" + "00000001000164");
  expect(codec(fields, 5).encode(value)).toBe("036162" + "0209" + "020263" + "0200016400" + "00");
  expect(codec(fields, 5).decode("036162 0209 020263 0200016400 00")).toEqual({
    s: "ab",
    b: Buffer.of(9),
    l: ["c"],
    i: [{ s: "d" }],
  });
});

group("values of the wrong kind", () => {
  test.each([
    [int8, 128, "128 is not an int8"],
    [int16, -32769, "-32769 is not an int16"],
    [int32, 1.5, "1.5 is not an int32"],
    [int32, Number.NaN, "NaN is not an int32"],
    [int32, "1", "string is not an int32"],
    [int64, 1n << 63n, "9223372036854775808 is not an int64"],
    [int64, 5, "Cannot"],
    [uuid, "abc", "is not a uuid"],
    [string, "a\ud800", "lone surrogate"],
    [string, "x".repeat(32768), "a length of 32768 exceeds 32767"],
  ])("%# an error names the field", (type: Any, value, text) => {
    const write = () => codec({ field: type }, 0).encode({ field: value });
    expect(write).toThrow(KafkaProtocolError);
    expect(write).toThrow("Test v0, field: ");
    expect(write).toThrow(text);
  });

  test("a version that a message does not have", () => {
    const { codec } = message({ name: "Test", versions: "2-3", fields: {} });
    expect(() => codec(1)).toThrow("Test has no version 1 (it has 2-3)");
    expect(() => codec(4)).toThrow(KafkaProtocolError);
    expect(() => codec(2.5)).toThrow(KafkaProtocolError);
  });
});

test("a failure says where in the message it happened, in both directions", () => {
  const fields = { topics: array({ name: string, partitions: array(int32) }) };
  const { encode, decode } = codec(fields, 0);
  expect(() => encode({ topics: [{ name: "a", partitions: [1, 2 ** 40] }] })).toThrow(
    "Test v0, topics[0].partitions[1]: 1099511627776 is not an int32",
  );
  expect(() => decode("00000001 000161 00000001 0000")).toThrow("Test v0, topics[0].partitions: 1 elements");
  expect(() => decode("00000001 00ff61 00000001 0000")).toThrow("Test v0, topics[0].name: need 255 bytes");
});
