import { expect, test } from "vitest";
import { parseOptions } from "./options.js";

test.each([
  ["lingerMs=5", { lingerMs: 5 }],
  ["acks=all", { acks: "all" }],
  ["acks=-1", { acks: -1 }],
  ["enableIdempotence=true", { enableIdempotence: true }],
  ["clientId=42", { clientId: "42" }],
  ["saslPassword=true", { saslPassword: "true" }],
  ["compressionType=zstd", { compressionType: "zstd" }],
  ["a=b=c", { a: "b=c" }],
])("%s is an option", (assignment, options) => {
  expect(parseOptions([assignment])).toEqual({ options, properties: {} });
});

test("names with dots are properties, whose text is for others to read", () => {
  expect(parseOptions(["linger.ms=5", "acks=1", "client.id = 7"])).toEqual({
    options: { acks: 1 },
    properties: { "linger.ms": "5", "client.id": " 7" },
  });
});

test("without a value it is wrong usage", () => {
  expect(() => parseOptions(["lingerMs"])).toThrow("-X lingerMs: expected option=value");
});
