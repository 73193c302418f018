import { expect, test } from "vitest";
import { nextRefreshAtMs } from "./refresh-policy.js";

const never = Number.NEGATIVE_INFINITY;

test.each([
  ["at once when nothing is known", { wanted: false, succeededAtMs: never, attemptedAtMs: never, backoffMs: 0 }, never],
  [
    "when the picture has grown old",
    { wanted: false, succeededAtMs: 1_000, attemptedAtMs: 1_000, backoffMs: 0 },
    301_000,
  ],
  ["at once when wanted", { wanted: true, succeededAtMs: 1_000, attemptedAtMs: 1_000, backoffMs: 0 }, 1_000],
  [
    "after the back-off even when wanted",
    { wanted: true, succeededAtMs: 0, attemptedAtMs: 5_000, backoffMs: 400 },
    5_400,
  ],
  [
    "after the back-off when the first try failed",
    { wanted: false, succeededAtMs: never, attemptedAtMs: 7, backoffMs: 100 },
    107,
  ],
])("%s", (_, state, atMs) => {
  expect(nextRefreshAtMs(state, 300_000)).toBe(atMs);
});
