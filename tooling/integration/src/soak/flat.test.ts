import { expect, test } from "vitest";
import { growthOfLowest, growthOfMedian } from "./flat.js";

test("what comes and goes is no growth", () => {
  expect(growthOfLowest([10, 14, 11, 30, 12, 10, 25, 10, 13])).toBe(0);
  expect(growthOfMedian([30, 27, 30, 30, 30, 27, 30, 31, 30])).toBe(0);
});

test("what never goes back is", () => {
  expect(growthOfLowest([10, 14, 11, 12, 15, 13, 14, 17, 15])).toBe(4);
  expect(growthOfMedian([30, 27, 30, 33, 36, 39, 42, 39, 45])).toBe(12);
});
