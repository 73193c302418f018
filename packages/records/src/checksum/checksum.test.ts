import { afterEach, describe, expect, test } from "vitest";
import { crc32, crc32c, overrideNativeCrc32 } from "./index.js";
import { nativeCrc32 } from "./native-crc32.js";

const native = nativeCrc32();
let restore: (() => void) | undefined;
afterEach(() => restore?.());

describe.each([
  ["JavaScript", undefined],
  ["native", native],
] as const)("%s", (name, implementation) => {
  test.skipIf(name === "native" && native === undefined)("published check values", () => {
    restore = overrideNativeCrc32(implementation);
    expect(crc32c(Buffer.from("123456789"))).toBe(0xe3069283);
    expect(crc32(Buffer.from("123456789"))).toBe(0xcbf43926);
    expect(crc32c(new Uint8Array(0))).toBe(0);
    // RFC 3720, B.4: 32 bytes of zeros, and of ones.
    expect(crc32c(new Uint8Array(32))).toBe(0x8a9136aa);
    expect(crc32c(new Uint8Array(32).fill(0xff))).toBe(0x62a8ab43);
  });
});

test.skipIf(native === undefined)("both give the same, at every length around the threshold and with a seed", () => {
  const bytes = Buffer.from(Array.from({ length: 600 }, (_, i) => (i * 31 + 7) & 0xff));
  for (const length of [0, 1, 15, 16, 17, 255, 256, 257, 600]) {
    const part = bytes.subarray(0, length);
    const results = [undefined, native].map((implementation) => {
      const undo = overrideNativeCrc32(implementation);
      const pair = [crc32(part), crc32c(part), crc32(part, 0xdeadbeef), crc32c(part, 0xdeadbeef)];
      undo();
      return pair;
    });
    expect(results[1]).toEqual(results[0]);
  }
});

test("a checksum goes on where the last one ended", () => {
  const bytes = Buffer.alloc(1000, "kafka");
  expect(crc32c(bytes.subarray(300), crc32c(bytes.subarray(0, 300)))).toBe(crc32c(bytes));
  expect(crc32(bytes.subarray(900), crc32(bytes.subarray(0, 900)))).toBe(crc32(bytes));
});
