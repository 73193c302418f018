import { expect, test } from "vitest";
import { parseProperties } from "./parse-properties.js";

test.each([
  ["acks=all", { acks: "all" }],
  ["acks = all", { acks: "all" }],
  ["acks: all", { acks: "all" }],
  ["acks all", { acks: "all" }],
  ["  acks\t=\tall", { acks: "all" }],
  [
    "# comment\n! comment\n\n   # indented\nacks=1\r\nretries=3\rlinger.ms=5",
    { acks: "1", retries: "3", "linger.ms": "5" },
  ],
  ["a=b=c", { a: "b=c" }],
  ["a=# no comment", { a: "# no comment" }],
  ["a", { a: "" }],
  ["a=", { a: "" }],
  ["a\\=b=c", { "a=b": "c" }],
  ["a\\ b\\:c d", { "a b:c": "d" }],
  ["servers=a:1,\\\n    b:2,\\\n    c:3", { servers: "a:1,b:2,c:3" }],
  ["path=C:\\\\kafka\\\\", { path: "C:\\kafka\\" }],
  ["path=C:\\\\\nacks=1", { path: "C:\\", acks: "1" }],
  ["tab=a\\tb\\nc\\u00e4\\q", { tab: "a\tb\ncäq" }],
  ["a=1\na=2", { a: "2" }],
  ["a=b\\", { a: "b" }],
])("%j", (text, expected) => {
  expect(Object.fromEntries(parseProperties(text))).toEqual(expected);
});
