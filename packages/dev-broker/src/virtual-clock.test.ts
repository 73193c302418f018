import { expect, test } from "vitest";
import { VirtualClock } from "./virtual-clock.js";

test("timers run by time, equal ones in the order they were set, and never before their time", async () => {
  const clock = new VirtualClock();
  const ran: string[] = [];
  const set = (name: string, delayMs: number) => clock.setTimer(() => ran.push(`${name}@${clock.now()}`), delayMs);
  set("c", 30);
  set("a", 10);
  set("b1", 20);
  set("b2", 20);
  await clock.advance(20);
  expect(ran).toEqual(["a@10", "b1@20", "b2@20"]);
  await clock.advance(100);
  expect(ran).toEqual(["a@10", "b1@20", "b2@20", "c@30"]);
  expect(clock.now()).toBe(120);
});

test("what a timer sets going in promises is done before the next timer", async () => {
  const clock = new VirtualClock();
  const ran: string[] = [];
  clock.setTimer(async () => {
    for (let i = 0; i < 100; i++) await null;
    ran.push("promises");
  }, 10);
  clock.setTimer(() => ran.push("next"), 10);
  await clock.advance(10);
  expect(ran).toEqual(["promises", "next"]);
});

test("timers that are taken back do not run, whichever they are", async () => {
  const clock = new VirtualClock();
  const ran: number[] = [];
  const timers = [5, 3, 8, 1, 9, 2, 7].map((delayMs) => clock.setTimer(() => ran.push(delayMs), delayMs));
  for (const index of [0, 3, 4]) clock.clearTimer(timers[index]);
  clock.clearTimer(undefined);
  await clock.advance(10);
  expect(ran).toEqual([2, 3, 7, 8]);
  expect(clock.pending).toBe(0);
});

test("run gives the promise's outcome, and says when nothing can settle it any more", async () => {
  const clock = new VirtualClock();
  const later = new Promise((resolve) => clock.setTimer(() => resolve("done"), 1000));
  expect(await clock.run(later)).toBe("done");
  expect(clock.now()).toBe(1000);
  const never = new Promise(() => {});
  await expect(clock.run(never)).rejects.toThrow("nothing happens any more at 1000 ms");
  clock.setTimer(() => {}, 500);
  await expect(clock.run(never, 100)).rejects.toThrow("still pending after 100 ms");
  await expect(clock.run(Promise.reject(new Error("no")))).rejects.toThrow("no");
});
