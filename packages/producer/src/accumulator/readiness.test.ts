import { describe, expect, test } from "vitest";
import { waitBeforeSendingMs } from "./readiness.js";

const fresh = { createdMs: 1000, attempts: 0, retryAtMs: 0, isFull: false };
const retried = { createdMs: 0, attempts: 1, retryAtMs: 1100, isFull: true };

describe("a batch may be sent", () => {
  test.each([
    ["at once without linger", fresh, false, 0, 1000, 0],
    ["once it has lingered", fresh, false, 5, 1005, 0],
    ["not before it has lingered", fresh, false, 5, 1002, 3],
    ["at once when it is full", { ...fresh, isFull: true }, false, 5, 1000, 0],
    ["at once when others wait behind it", fresh, true, 5, 1000, 0],
    ["not before its back-off is over, full or not", retried, true, 0, 1000, 100],
    ["when its back-off is over, without lingering again", retried, false, 500, 1100, 0],
  ] as const)("%s", (_, batch, othersWait, lingerMs, nowMs, expected) => {
    expect(waitBeforeSendingMs(batch, othersWait, lingerMs, nowMs)).toBe(expected);
  });

  test("at once when the leader changed and the back-off was lifted", () => {
    expect(waitBeforeSendingMs({ ...retried, retryAtMs: 0 }, false, 500, 1000)).toBeLessThanOrEqual(0);
  });
});
