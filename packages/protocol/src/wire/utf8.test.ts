import fc from "fast-check";
import { expect, test } from "vitest";
import { MalformedError, utf8Length, utf8Read, utf8Write } from "./index.js";

test.each([
  ["", ""],
  ["orders", "6f7264657273"],
  ["é", "c3a9"],
  ["€", "e282ac"],
  ["😀", "f09f9880"],
  ["\u{feff}a", "efbbbf61"],
])("%j", (text, hex) => {
  const bytes = Buffer.from(hex, "hex");
  const target = new Uint8Array(bytes.length + 2).fill(0xee);
  expect(utf8Length(text)).toBe(bytes.length);
  expect(utf8Write(target, 1, text)).toBe(bytes.length + 1);
  expect([...target]).toEqual([0xee, ...bytes, 0xee]);
  expect(utf8Read(target, 1, bytes.length + 1)).toBe(text);
});

test("what Node's own encoder writes is what we write, at any length", () => {
  const text = fc.string({ unit: "binary", maxLength: 200 });
  fc.assert(
    fc.property(text, (value) => {
      const expected = Buffer.from(value, "utf8");
      const bytes = new Uint8Array(utf8Length(value));
      expect(utf8Write(bytes, 0, value)).toBe(expected.length);
      expect(Buffer.from(bytes).equals(expected)).toBe(true);
      expect(utf8Read(bytes, 0, bytes.length)).toBe(value);
    }),
  );
});

test.each(["80", "c3", "c0af", "eda080", "f4908080", "61ff", `${"61".repeat(60)}ff`])("%s is not UTF-8", (hex) => {
  const bytes = Buffer.from(hex, "hex");
  expect(() => utf8Read(bytes, 0, bytes.length)).toThrow(MalformedError);
});
