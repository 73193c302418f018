import { VirtualClock } from "@k/dev-broker";
import { expect, test } from "vitest";
import { LazyTimer } from "./lazy-timer.js";

test("arming for a later moment keeps the earlier one, and costs no timer", async () => {
  const clock = new VirtualClock();
  const fired: number[] = [];
  const timer = new LazyTimer(clock, () => fired.push(clock.now()));
  timer.armAt(100);
  timer.armAt(200);
  expect(clock.pending).toBe(1);
  timer.armAt(50);
  expect(clock.pending).toBe(1);
  await clock.advance(1_000);
  expect(fired).toEqual([50]);
});

test("a cancelled timer does not fire, and can be armed again", async () => {
  const clock = new VirtualClock();
  const fired: number[] = [];
  const timer = new LazyTimer(clock, () => fired.push(clock.now()));
  timer.armAt(10);
  timer.cancel();
  expect(clock.pending).toBe(0);
  timer.armAt(20);
  await clock.advance(100);
  expect(fired).toEqual([20]);
});

test("it says how late it was", () => {
  let now = 0;
  let run = () => {};
  const clock = { now: () => now, setTimer: (callback: () => void) => (run = callback), clearTimer: () => {} };
  const lateness: number[] = [];
  const timer = new LazyTimer(clock, (latenessMs) => lateness.push(latenessMs));
  timer.armAt(100);
  now = 99.5;
  run(); // half a millisecond early, as Node's timers may be
  expect(lateness).toEqual([]);
  now = 10_100;
  run();
  expect(lateness).toEqual([10_000]);
});
