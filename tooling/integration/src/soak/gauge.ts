/** What this process holds: memory, handles, and how long its event loop is kept waiting. */
import { readdirSync } from "node:fs";
import { type IntervalHistogram, monitorEventLoopDelay } from "node:perf_hooks";

export interface Reading {
  /** After a full garbage collection. */
  readonly heapMiB: number;
  readonly rssMiB: number;
  /** Sockets, of client and proxies together. */
  readonly sockets: number;
  readonly timers: number;
  /** Everything else that would keep the process alive. */
  readonly otherHandles: number;
  /** Open files of every kind; −1 where /proc does not tell. */
  readonly openFiles: number;
  /** Since the last reading. */
  readonly loopDelayP99Ms: number;
  readonly cpuPercent: number;
}

export class Gauge {
  readonly #delay: IntervalHistogram = monitorEventLoopDelay({ resolution: 10 });
  #cpu = process.cpuUsage();
  #atMs = performance.now();

  constructor() {
    if (!globalThis.gc) throw new Error("a heap can only be compared after a collection: run node with --expose-gc");
    this.#delay.enable();
  }

  read(): Reading {
    const loopDelayP99Ms = this.#delay.percentile(99) / 1e6 - 10; // it counts the interval in
    const cpu = process.cpuUsage(this.#cpu);
    const cpuPercent = (cpu.user + cpu.system) / 10 / (performance.now() - this.#atMs);
    globalThis.gc!();
    globalThis.gc!();
    const { heapUsed, rss } = process.memoryUsage();
    const resources = process.getActiveResourcesInfo();
    const count = (kind: RegExp): number => resources.filter((each) => kind.test(each)).length;
    const sockets = count(/^TCPSocketWrap$/);
    const timers = count(/^Timeout$/);
    this.#cpu = process.cpuUsage();
    this.#atMs = performance.now();
    this.#delay.reset();
    return {
      heapMiB: heapUsed / 2 ** 20,
      rssMiB: rss / 2 ** 20,
      sockets,
      timers,
      otherHandles: resources.length - sockets - timers,
      openFiles: openFiles(),
      loopDelayP99Ms: Math.max(0, loopDelayP99Ms),
      cpuPercent,
    };
  }

  stop(): void {
    this.#delay.disable();
  }
}

function openFiles(): number {
  try {
    return readdirSync("/proc/self/fd").length;
  } catch {
    return -1;
  }
}
