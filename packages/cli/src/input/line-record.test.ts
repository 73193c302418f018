import { describe, expect, test } from "vitest";
import { jsonLines, keyedLines } from "./line-record.js";

const line = (text: string) => Buffer.from(text);

describe("with a key separator", () => {
  test("the first separator counts", () => {
    expect(keyedLines("::")(line("a::b::c"))).toEqual({ key: line("a"), value: line("b::c") });
  });

  test("key and value may be empty, which is not null", () => {
    expect(keyedLines(":")(line(":"))).toEqual({ key: line(""), value: line("") });
  });

  test("a line without it is no record", () => {
    expect(() => keyedLines("\t")(line("a"))).toThrow('no key separator "\\t" in it');
  });
});

describe("JSON lines", () => {
  test.each([
    ["everything absent is a record of nulls", "{}", { key: null, value: null }],
    ["strings are text", '{"key":"k","value":"ü"}', { key: "k", value: "ü" }],
    ["base64 is bytes", '{"value":{"base64":"/w=="}}', { key: null, value: Buffer.of(0xff) }],
    [
      "other JSON is sent as its text",
      '{"value":{"base64":"x","b":[1]}}',
      { key: null, value: '{"base64":"x","b":[1]}' },
    ],
    [
      "headers as an object",
      '{"headers":{"a":"1","b":null}}',
      {
        key: null,
        value: null,
        headers: [
          { key: "a", value: "1" },
          { key: "b", value: null },
        ],
      },
    ],
    [
      "headers as a list keep order and repeats",
      '{"headers":[{"key":"b","value":"1"},{"key":"a","value":"2"},{"key":"b"}]}',
      {
        key: null,
        value: null,
        headers: [
          { key: "b", value: "1" },
          { key: "a", value: "2" },
          { key: "b", value: null },
        ],
      },
    ],
    [
      "partition and timestamp",
      '{"partition":3,"timestamp":17}',
      { key: null, value: null, partition: 3, timestampMs: 17 },
    ],
    ["no timestamp", '{"timestamp":null}', { key: null, value: null }],
    ["Kafka's -1 is no timestamp", '{"timestamp":-1}', { key: null, value: null }],
    ["what consume adds is passed over", '{"topic":"t","offset":7,"value":"v"}', { key: null, value: "v" }],
  ])("%s", (_, text, record) => {
    expect(jsonLines(line(text))).toEqual(record);
  });

  test.each([
    ["{", "not JSON"],
    ["[]", "expected a JSON object"],
    ["null", "expected a JSON object"],
    ['{"partition":1.5}', '"partition" is not a whole number: 1.5'],
    ['{"valeu":"x"}', 'there is no field "valeu" in a record'],
    ['{"value":{"base64":"!!!"}}', 'not base64: "!!!"'],
    ['{"key":{"base64":"/w="}}', 'not base64: "/w="'],
    ['{"headers":3}', '"headers" is neither an object nor an array'],
    ['{"headers":[{"value":"x"}]}', "a header is not"],
  ])("%s is refused", (text, message) => {
    expect(() => jsonLines(line(text))).toThrow(message);
  });
});
