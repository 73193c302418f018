import { expect, test } from "vitest";
import { Rates } from "./progress.js";

test("rates are those of the last two seconds", () => {
  const rates = new Rates(0);
  expect(rates.at(1000, 100, 1000)).toEqual({ recordsPerSecond: 100, bytesPerSecond: 1000 });
  expect(rates.at(2000, 200, 2000)).toEqual({ recordsPerSecond: 100, bytesPerSecond: 1000 });
  // 1000 more between the second and the fourth second
  expect(rates.at(4000, 1200, 4000)).toEqual({ recordsPerSecond: 500, bytesPerSecond: 1000 });
});

test("the rest takes as long as the part before it did", () => {
  expect(new Rates(1000).remainingMs(2000, 0.25)).toBe(3000);
});
