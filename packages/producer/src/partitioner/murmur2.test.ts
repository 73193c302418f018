import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { goldenKeys } from "../../test/golden/partitioning/keys.js";
import { murmur2, murmur2Text, toPositive } from "./murmur2.js";

const utf8 = new TextEncoder();

// The vectors of Kafka's own UtilsTest.
test.each([
  ["21", -973932308],
  ["foobar", -790332482],
  ["a-little-bit-long-string", -985981536],
  ["a-little-bit-longer-string", -1486304829],
  ["lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8", -58897971],
  ["abc", 479470107],
])("the hash of %j is Java's", (text, hash) => {
  expect(murmur2(utf8.encode(text))).toBe(hash);
  expect(murmur2Text(text)).toBe(hash);
});

test("10,000 keys have the hashes that kafka-clients gives them", () => {
  const golden = new URL("../../test/golden/partitioning/java-murmur2.json", import.meta.url);
  const { murmur2: encoded } = JSON.parse(readFileSync(golden, "utf8")) as { murmur2: string };
  const expected = Buffer.from(encoded, "base64");
  const wrong = [...goldenKeys()].filter((key, i) => murmur2(key) !== expected.readInt32LE(4 * i));
  expect(wrong).toEqual([]);
  expect(expected.length).toBe(40_000);
});

test("a part of an array is hashed as the bytes it consists of, wherever it begins", () => {
  const key = utf8.encode("customer-4711");
  for (let start = 0; start < 8; start++) {
    const padded = new Uint8Array(start + key.length + 3).fill(0xee);
    padded.set(key, start);
    expect(murmur2(padded, start, start + key.length)).toBe(murmur2(key));
  }
});

test("text is hashed as its UTF-8 bytes, whatever it contains and wherever", () => {
  const fragments = ["", "a", "abc", "ä", "ß€", "\u0000", "\u007f", "\u0080", "𝄞", "\ud834", "\udd1e", "日本語"];
  for (const before of fragments) {
    for (const middle of fragments) {
      for (const after of fragments) {
        const text = before + middle + after;
        expect(murmur2Text(text), JSON.stringify(text)).toBe(murmur2(utf8.encode(text)));
      }
    }
  }
});

test("long text is hashed as its UTF-8 bytes, beyond what is encoded in place", () => {
  for (const length of [84, 85, 86, 255, 256, 257, 1364, 1365, 1366, 1367, 5000]) {
    for (const text of [`${"x".repeat(length - 1)}€`, "€".repeat(length), "y".repeat(length)]) {
      expect(murmur2Text(text), `${length} characters`).toBe(murmur2(utf8.encode(text)));
    }
  }
});

test("a hash is made positive by dropping its sign bit, not by negating it", () => {
  expect(toPositive(-1)).toBe(2147483647);
  expect(toPositive(-2147483648)).toBe(0);
  expect(toPositive(-973932308)).toBe(1173551340);
  expect(toPositive(5)).toBe(5);
});
