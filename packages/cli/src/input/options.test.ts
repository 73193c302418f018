import { expect, test } from "vitest";
import { parseOptions } from "./options.js";

test.each([
  ["linger.ms=5", { lingerMs: 5 }],
  ["lingerMs=5", { lingerMs: 5 }],
  ["max.in.flight.requests.per.connection=1", { maxInFlightRequestsPerConnection: 1 }],
  ["acks=all", { acks: "all" }],
  ["acks=-1", { acks: -1 }],
  ["enable.idempotence=true", { enableIdempotence: true }],
  ["client.id=42", { clientId: "42" }],
  ["compression.type=zstd", { compressionType: "zstd" }],
  ["a=b=c", { a: "b=c" }],
])("%s", (assignment, options) => {
  expect(parseOptions([assignment])).toEqual(options);
});

test("without a value it is wrong usage", () => {
  expect(() => parseOptions(["lingerMs"])).toThrow("-X lingerMs: expected option=value");
});
