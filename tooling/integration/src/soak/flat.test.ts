import { expect, test } from "vitest";
import { growth } from "./flat.js";

test("what comes and goes is no growth", () => {
  expect(growth([10, 14, 11, 30, 12, 10, 25, 10, 13])).toBe(0);
});

test("what never goes back is", () => {
  expect(growth([10, 14, 11, 12, 15, 13, 14, 17, 15])).toBe(4);
});
