import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { SampledWindow } from "./sampled-window.js";
import { average, eventRate, eventTotal, maximum, rate, timeRatio, total, totalNs } from "./statistic.js";

type Line = [nowMs: number, value: number, ...read: number[]];

test("average, maximum, rate and total are what Java's are, over 200 values at random moments", () => {
  const golden = new URL("../../test/golden/metrics/java-statistics.json", import.meta.url);
  const lines = JSON.parse(readFileSync(golden, "utf8")) as Line[];
  // Java begins its first window at its first value.
  const window = new SampledWindow({ numSamples: 2, windowMs: 1000, nowMs: lines[0]![0] });
  for (const [nowMs, value, ...read] of lines) {
    window.record(value, nowMs);
    [average, maximum, rate, total].forEach((statistic, i) => {
      expect(statistic(window, nowMs), `at ${nowMs} ms`).toBeCloseTo(read[i]!, 6);
    });
  }
  expect(lines.length).toBe(200);
});

test("an average and a maximum of nothing are NaN, a rate of nothing is 0", () => {
  const window = new SampledWindow({ numSamples: 2, windowMs: 1000, nowMs: 0 });
  expect(average(window, 0)).toBeNaN();
  expect(maximum(window, 0)).toBeNaN();
  expect(rate(window, 0)).toBe(0);
  window.record(7, 0);
  expect(average(window, 0)).toBe(7);
  expect(average(window, 2000)).toBeNaN();
  expect(rate(window, 2000)).toBe(0);
  expect(total(window, 2000)).toBe(7);
});

test("the first values do not make enormous rates: all windows but one count as full", () => {
  const window = new SampledWindow({ numSamples: 3, windowMs: 1000, nowMs: 0 });
  window.record(300, 1);
  expect(rate(window, 10)).toBeCloseTo(300 / 2.01, 6);
  expect(eventRate(window, 10)).toBeCloseTo(1 / 2.01, 6);
});

test("a single window that has just begun counts as a millisecond", () => {
  const window = new SampledWindow({ numSamples: 1, windowMs: 1000, nowMs: 5 });
  window.record(3, 5);
  expect(rate(window, 5)).toBe(3000);
  expect(rate(window, 505)).toBe(6);
});

test("a window counts until its last value is too old, not its first", () => {
  const window = new SampledWindow({ numSamples: 2, windowMs: 1000, nowMs: 0 });
  window.record(1, 0);
  window.record(2, 900);
  window.record(4, 1000);
  window.record(8, 2000);
  expect(window.read(2899)).toMatchObject({ sum: 15, count: 4, elapsedMs: 2899 });
  expect(window.read(2900)).toMatchObject({ sum: 12, count: 2, elapsedMs: 1900 });
});

test("a maximum of negative values is negative", () => {
  const window = new SampledWindow({ numSamples: 2, windowMs: 1000, nowMs: 0 });
  window.record(-5, 0);
  window.record(-7, 1500);
  expect(maximum(window, 1500)).toBe(-5);
  expect(maximum(window, 2000)).toBe(-7);
});

test("durations in milliseconds are read as nanoseconds, or as a part of the time", () => {
  const window = new SampledWindow({ numSamples: 2, windowMs: 1000, nowMs: 0 });
  window.record(250, 0);
  window.record(0.5, 900);
  expect(totalNs(window, 1000)).toBe(250_500_000);
  expect(timeRatio(window, 1000)).toBeCloseTo(0.2505, 9);
  expect(eventTotal(window, 1000)).toBe(2);
});
