import { expect, test } from "vitest";
import { Outstanding } from "./outstanding.js";

const settled = async (promise: Promise<void>) =>
  Promise.race([promise.then(() => true), new Promise((resolve) => setImmediate(() => resolve(false)))]);

test("it is full at either limit", () => {
  const byRecords = new Outstanding({ maxRecords: 2, maxBytes: 100 });
  byRecords.add(1);
  expect(byRecords.isFull).toBe(false);
  byRecords.add(1);
  expect(byRecords.isFull).toBe(true);
  const byBytes = new Outstanding({ maxRecords: 100, maxBytes: 10 });
  byBytes.add(10);
  expect(byBytes.isFull).toBe(true);
});

test("a waiter goes on when half of the room is free", async () => {
  const outstanding = new Outstanding({ maxRecords: 4, maxBytes: 100 });
  for (let i = 0; i < 4; i++) outstanding.add(1);
  const room = outstanding.whenRoom();
  outstanding.remove(1);
  expect(await settled(room)).toBe(false);
  outstanding.remove(1);
  expect(await settled(room)).toBe(true);
});

test("wake lets the waiter go on although it is full", async () => {
  const outstanding = new Outstanding({ maxRecords: 1, maxBytes: 100 });
  outstanding.add(1);
  const room = outstanding.whenRoom();
  outstanding.wake();
  expect(await settled(room)).toBe(true);
});

test("empty means that everything was removed", async () => {
  const outstanding = new Outstanding({ maxRecords: 10, maxBytes: 100 });
  outstanding.add(1);
  const empty = outstanding.whenEmpty();
  expect(await settled(empty)).toBe(false);
  outstanding.remove(1);
  expect(await settled(empty)).toBe(true);
});
