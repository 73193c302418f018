import { expect, test } from "vitest";
import { exponentialBackoff } from "./index.js";

const middle = () => 0.5;

test.each([
  [1, 50],
  [2, 100],
  [5, 800],
  [6, 1_000],
  [2_000, 1_000],
  [0, 50],
])("after %i failures the wait is %i ms, up to jitter", (attempt, waitMs) => {
  expect(exponentialBackoff({ initialMs: 50, maxMs: 1_000 })(attempt, middle)).toBe(waitMs);
});

test("jitter moves a wait by 20 % at most, to both sides", () => {
  const backoff = exponentialBackoff({ initialMs: 100, maxMs: 1_000 });
  expect(backoff(1, () => 0)).toBeCloseTo(80);
  expect(backoff(1, () => 0.999_999)).toBeCloseTo(120, 2);
});

test("a maximum below the first wait does not shorten it", () => {
  expect(exponentialBackoff({ initialMs: 500, maxMs: 100 })(3, middle)).toBe(500);
});
