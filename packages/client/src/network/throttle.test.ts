import { type AnyApi, ApiVersions, ListOffsets, Produce, SaslHandshake } from "@k/protocol";
import { expect, test } from "vitest";
import { PendingRequest } from "./pending-request.js";
import { throttleOf } from "./throttle.js";

test.each<[string, AnyApi | null, number, unknown, number]>([
  ["Produce v6 answers at once", Produce, 6, { throttleTimeMs: 500 }, 500],
  ["Produce v5 has waited already", Produce, 5, { throttleTimeMs: 500 }, 0],
  ["ListOffsets v3 answers at once", ListOffsets, 3, { throttleTimeMs: 500 }, 500],
  ["ApiVersions v1 has waited already", ApiVersions, 1, { throttleTimeMs: 500 }, 0],
  ["an API without throttling", SaslHandshake, 1, { errorCode: 0 }, 0],
  ["a bare token", null, -1, new Uint8Array(4), 0],
  ["acks 0", Produce, 9, null, 0],
  ["a negative time", Produce, 9, { throttleTimeMs: -1 }, 0],
  ["a broken number", Produce, 9, { throttleTimeMs: 2 ** 31 - 1 }, 600_000],
])("%s", (_, api, version, response, expected) => {
  const request = new PendingRequest(
    api,
    {},
    1,
    1,
    {},
    () => {},
    () => {},
  );
  request.version = version;
  expect(throttleOf(request, response)).toBe(expected);
});
