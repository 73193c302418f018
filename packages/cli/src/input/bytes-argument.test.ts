import { expect, test } from "vitest";
import { parseBase64, parseHex } from "./bytes-argument.js";

test("hex may be written as golden files are", () => {
  expect(parseHex("0x00 ff  # baseOffset\n0A # more")).toEqual(Buffer.of(0, 255, 10));
});

test.each(["", "0", "xy", "0 0 0"])("%j is not hex", (text) => {
  expect(() => parseHex(text)).toThrow("--hex");
});

test("both alphabets of base64", () => {
  expect(parseBase64("-_8=\n")).toEqual(Buffer.of(0xfb, 0xff));
  expect(parseBase64("+/8=")).toEqual(Buffer.of(0xfb, 0xff));
});

test.each(["", "a b!", "====", "A", "/w=", "/x=="])("%j is not base64", (text) => {
  expect(() => parseBase64(text)).toThrow("--base64");
});
