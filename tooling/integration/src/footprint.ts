/** What work costs the process it runs in, and what it leaves there. */
import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { setTimeout as sleep } from "node:timers/promises";

export interface Footprint {
  /** How long the event loop kept others waiting: at most so long in 99 % of all moments, in 90 % if there were few. */
  readonly loopDelayMs: number;
  /** Processor time by time: 1 is a whole core, what a busy loop takes. */
  readonly cpuShare: number;
  /** TCP connections that were tried. */
  readonly connections: number;
  /** Sockets and timers that were not there before. */
  readonly left: readonly string[];
}

const resolutionMs = 10;

/** `work` closes what it opened; `connections` can be asked while it runs. */
export async function footprintOf(work: (connections: () => number) => Promise<void>): Promise<Footprint> {
  let connections = 0;
  const count = (): void => void connections++;
  subscribe("net.client.socket", count);
  const delay = monitorEventLoopDelay({ resolution: resolutionMs });
  const before = await quiet();
  const startedAt = performance.now();
  const cpuBefore = process.cpuUsage();
  delay.enable();
  try {
    await work(() => connections);
  } finally {
    delay.disable();
    unsubscribe("net.client.socket", count);
  }
  const { user, system } = process.cpuUsage(cpuBefore);
  return {
    // Of a hundred moments the 99th percentile is the one in which some other process had the processor.
    loopDelayMs: Math.max(0, delay.percentile(delay.count > 500 ? 99 : 90) / 1e6 - resolutionMs),
    cpuShare: (user + system) / 1_000 / (performance.now() - startedAt),
    connections,
    left: await leftBehind(before),
  };
}

/** A socket that was told to go is gone a few turns later; what is still there after a second stays. */
async function leftBehind(before: readonly string[]): Promise<string[]> {
  let left = more(held(), before);
  for (let i = 0; left.length > 0 && i < 10; i++) {
    await sleep(100); // its own timer has fired when the count is taken
    left = more(held(), before);
  }
  return left;
}

/** What is there all the time: a test runner has timers that come and go. */
async function quiet(): Promise<string[]> {
  let least = held();
  for (let i = 0; i < 3; i++) {
    await sleep(100);
    const now = held();
    if (now.length < least.length) least = now;
  }
  return least;
}

function held(): string[] {
  return process.getActiveResourcesInfo().filter((kind) => /^(TCP|TLS|Timeout|GetAddrInfo)/.test(kind));
}

function more(now: readonly string[], before: readonly string[]): string[] {
  const rest = [...before];
  return now.filter((kind) => {
    const index = rest.indexOf(kind);
    if (index >= 0) rest.splice(index, 1);
    return index < 0;
  });
}
