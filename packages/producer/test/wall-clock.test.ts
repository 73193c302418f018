/** A wall clock that is set while the producer works: only timestamps may follow it. */
import { expect, test } from "vitest";
import { clockOf, EPOCH_MS, numbers, passing, producerOf, startCluster, valuesIn } from "./cluster.js";

const HOUR_MS = 3_600_000;

test.each([
  ["an hour forward", HOUR_MS],
  ["an hour back", -HOUR_MS],
  ["to and fro", undefined],
])("set %s under load: nothing expires, nothing waits, order is kept", async (_, jumpMs) => {
  const cluster = await startCluster();
  cluster.createTopic("t", { partitions: 1 });
  const clock = clockOf(cluster);
  let offsetMs = 0;
  // Everything is passed on as it is, but for what time of day it is.
  const jumping = {
    now: () => clock.now(),
    wallTime: () => clock.wallTime() + offsetMs,
    setTimer: (callback: () => void, delayMs: number) => clock.setTimer(callback, delayMs),
    clearTimer: (timer: unknown) => clock.clearTimer(timer as never),
    defer: (callback: () => void) => clock.defer(callback),
  };
  const producer = producerOf(cluster, {
    clock: jumping,
    enableIdempotence: true,
    lingerMs: 5,
    requestTimeoutMs: 1_000,
    deliveryTimeoutMs: 2_000,
  });
  await producer.partitionsFor("t");
  const startedMs = clock.now();
  const sends: Promise<unknown>[] = [];
  for (const value of numbers(40)) {
    offsetMs = jumpMs ?? (Number(value) % 2 === 0 ? HOUR_MS : -HOUR_MS);
    sends.push(producer.send({ topic: "t", value }));
    await passing(cluster, 10);
  }
  await Promise.all(sends);
  expect(clock.now() - startedMs).toBeLessThan(1_000);
  expect(valuesIn(cluster, "t")).toEqual(numbers(40));
  const times = cluster.readRecords("t").map(({ timestampMs }) => Math.abs(timestampMs - EPOCH_MS));
  expect(times.every((distance) => Math.abs(distance - HOUR_MS) < 60_000)).toBe(true);
});
