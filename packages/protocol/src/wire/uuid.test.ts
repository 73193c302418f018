import fc from "fast-check";
import { expect, test } from "vitest";
import { KafkaProtocolError, uuidFromBytes, uuidToBytes, ZERO_UUID } from "./index.js";

test("zero is 22 times A", () => {
  expect(uuidFromBytes(new Uint8Array(16))).toBe(ZERO_UUID);
  expect(uuidToBytes(ZERO_UUID).every((byte) => byte === 0)).toBe(true);
});

test("sixteen bytes survive their text form", () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 16, maxLength: 16 }), (bytes) => {
      const text = uuidFromBytes(bytes);
      expect(text).toMatch(/^[A-Za-z0-9_-]{22}$/);
      expect([...uuidToBytes(text)]).toEqual([...bytes]);
    }),
  );
});

test.each(["", "AAAA", `${ZERO_UUID}A`, "AAAAAAAAAAAAAAAAAAAAA=", "AAAAAAAAAAAAAAAAAAAA$A", "AAAAAAAAAAAAAAAAAAAAAB"])(
  "%j is refused",
  (text) => {
    expect(() => uuidToBytes(text)).toThrow(KafkaProtocolError);
  },
);
