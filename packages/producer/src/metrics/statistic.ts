/** What can be read from a SampledWindow. An average or maximum of nothing is NaN, as in Java. */
import type { SampledWindow } from "./sampled-window.js";

export type Statistic = (window: SampledWindow, nowMs: number) => number;

export const average: Statistic = (window, nowMs) => {
  const { sum, count } = window.read(nowMs);
  return count === 0 ? Number.NaN : sum / count;
};

export const maximum: Statistic = (window, nowMs) => {
  const { count, max } = window.read(nowMs);
  return count === 0 ? Number.NaN : max;
};

/** The sum of the values, per second. */
export const rate: Statistic = (window, nowMs) => {
  const { sum, elapsedMs } = window.read(nowMs);
  return (sum * 1000) / elapsedMs;
};

/** The number of values, per second. */
export const eventRate: Statistic = (window, nowMs) => {
  const { count, elapsedMs } = window.read(nowMs);
  return (count * 1000) / elapsedMs;
};

/** The sum of all values ever. */
export const total: Statistic = (window) => window.total;

/** The number of values ever. */
export const eventTotal: Statistic = (window) => window.totalCount;

/** Of values in milliseconds: all of them ever, in nanoseconds. */
export const totalNs: Statistic = (window) => window.total * 1e6;

/** Of durations in milliseconds: the part of the time that they took. */
export const timeRatio: Statistic = (window, nowMs) => rate(window, nowMs) / 1000;
