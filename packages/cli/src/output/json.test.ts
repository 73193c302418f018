import { expect, test } from "vitest";
import { bytesToJson, toJson } from "./json.js";

test("a bigint is a number where a double is exact, else a string", () => {
  expect(toJson({ a: 42n, b: 2n ** 60n })).toBe('{"a":42,"b":"1152921504606846976"}');
});

test("bytes are text where they are UTF-8, else base64", () => {
  expect(bytesToJson(null)).toBe(null);
  expect(bytesToJson(Buffer.from("ü"))).toBe("ü");
  expect(bytesToJson(Buffer.from("\uFEFFa"))).toBe("\uFEFFa");
  expect(bytesToJson(Uint8Array.of(0xff))).toEqual({ base64: "/w==" });
});
