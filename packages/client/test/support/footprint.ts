/** What every test leaves behind, and how it treats those who share its process, whatever else it is about. */
import { monitorEventLoopDelay } from "node:perf_hooks";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, expect } from "vitest";

/** A busy loop takes a whole core; beside a dev cluster in the same process, work may take most of one. */
const CPU_SHARE = 0.9;
/** What is a busy loop shows within a second; before that, everything is work. */
const WORTH_MEASURING_MS = 1_000;

/**
 * For the tests that follow: no socket and no timer is left, nobody is kept from the event loop for long, nothing spins,
 * nothing is thrown where nobody catches it. Call it before the hook that closes what a test has opened: hooks at the
 * end of a test run in reverse. `blocksLoop` names the tests that block the event loop on purpose, `worksHard` those that
 * send as fast as the processor lets them.
 */
export function expectSmallFootprint({
  blocksLoop,
  worksHard,
}: {
  blocksLoop?: RegExp;
  worksHard?: RegExp;
} = {}): void {
  const delay = monitorEventLoopDelay({ resolution: 10 });
  const uncaught: unknown[] = [];
  const onUncaught = (reason: unknown) => void uncaught.push(reason);
  let before: readonly string[] = [];
  let startedAt = 0;
  let cpu = process.cpuUsage();

  beforeEach(() => {
    uncaught.length = 0;
    process.on("unhandledRejection", onUncaught);
    before = held();
    delay.reset();
    delay.enable();
    startedAt = performance.now();
    cpu = process.cpuUsage();
  });

  afterEach(async ({ task }) => {
    delay.disable();
    process.off("unhandledRejection", onUncaught);
    const { user, system } = process.cpuUsage(cpu);
    const tookMs = performance.now() - startedAt;
    expect(uncaught).toEqual([]);
    expect(await leftBehind(before)).toEqual([]);
    if (blocksLoop?.test(task.name)) return;
    // Of few moments the 99th percentile is the one in which another process had the processor; the limit leaves it a turn.
    expect(delay.percentile(delay.count > 500 ? 99 : 90) / 1e6, "ms that the event loop was kept").toBeLessThan(250);
    if (worksHard?.test(task.name) || tookMs < WORTH_MEASURING_MS) return;
    expect((user + system) / 1_000 / tookMs, "processor").toBeLessThan(CPU_SHARE);
  });
}

async function leftBehind(before: readonly string[]): Promise<readonly string[]> {
  let left = more(before);
  for (let i = 0; left.length > 0 && i < 20; i++) {
    await sleep(50); // a socket that was told to go is gone some turns later; timers of the test runner come and go
    left = more(before);
  }
  return left;
}

function held(): readonly string[] {
  return process.getActiveResourcesInfo().filter((kind) => /^(TCP|TLS|Timeout|GetAddrInfo)/.test(kind));
}

function more(before: readonly string[]): readonly string[] {
  const rest = [...before];
  return held().filter((kind) => {
    const index = rest.indexOf(kind);
    if (index >= 0) rest.splice(index, 1);
    return index < 0;
  });
}
