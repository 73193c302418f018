import { expect, test } from "vitest";
import { includes, parseVersions, type Versions } from "./index.js";

test.each([
  ["3", 3, 3],
  ["3+", 3, Number.POSITIVE_INFINITY],
  ["0-12", 0, 12],
] as const)("%s is %d to %d", (text, min, max) => {
  expect(parseVersions(text)).toEqual({ min, max });
  expect(includes(text, min)).toBe(true);
  expect(includes(text, min - 1)).toBe(false);
  expect(includes(text, max + 1)).toBe(max === Number.POSITIVE_INFINITY);
});

test.each(["", "3-", "+3", "5-3", "1.5", "v1"])("%j is no range", (text) => {
  expect(() => parseVersions(text as Versions)).toThrow(TypeError);
});
