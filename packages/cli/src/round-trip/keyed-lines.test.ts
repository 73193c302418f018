import { expect, test } from "vitest";
import { keyedLine } from "./keyed-lines.js";

const keyOf = (text: string, field?: string) =>
  Buffer.from(keyedLine(field)(Buffer.from(text)).key as string).toString();

test.each([
  ["AA,1,2", "AA"],
  ["2026-11-24 GET /", "2026-11-24"],
  ["alone", "alone"],
  ["", ""],
])("the first word of %j", (line, key) => expect(keyOf(line)).toBe(key));

test("a field of a JSON object", () => {
  expect(keyOf('{"a":"x","n":17}', "a")).toBe("x");
  expect(keyOf('{"a":"x","n":17}', "n")).toBe("17");
});

test("a line without the field is no record", () => {
  expect(() => keyOf("{}", "n")).toThrow('no field "n" in it');
  expect(() => keyOf("{", "n")).toThrow("not JSON");
  expect(() => keyOf("null", "n")).toThrow('no field "n" in it');
});
