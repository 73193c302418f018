import { expect, test } from "vitest";
import { magicOf, versionsFor } from "./produce-magic.js";

test.each([
  [0, 0],
  [1, 0],
  [2, 1],
  [3, 2],
  [13, 2],
] as const)("Produce v%i carries magic %i", (version, magic) => {
  expect(magicOf(version)).toBe(magic);
  const { min, max } = versionsFor(magic, "none");
  expect(version).toBeGreaterThanOrEqual(min);
  expect(version).toBeLessThanOrEqual(max);
});

test("zstd needs Produce v7", () => {
  expect(versionsFor(2, "zstd").min).toBe(7);
});
