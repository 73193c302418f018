/**
 * Time that passes only when it is told to. Timers run in the order of their times (equal ones in the order they were
 * set), and after each everything that it set going in promises and streams comes to rest before the next one runs.
 */
import type { Clock } from "./clock.js";

interface Timer {
  readonly atMs: number;
  readonly order: number;
  readonly callback: () => void;
}

export class VirtualClock implements Clock {
  readonly #timers: Timer[] = [];
  #nowMs = 0;
  #order = 0;

  now(): number {
    return this.#nowMs;
  }

  setTimer(callback: () => void, delayMs: number): unknown {
    const timer: Timer = { atMs: this.#nowMs + Math.max(delayMs, 0), order: this.#order++, callback };
    this.#timers.push(timer);
    this.#siftUp(this.#timers.length - 1);
    return timer;
  }

  clearTimer(timer: unknown): void {
    const index = this.#timers.indexOf(timer as Timer);
    if (index >= 0) this.#removeAt(index);
  }

  /** How many timers are set. */
  get pending(): number {
    return this.#timers.length;
  }

  /** Lets `durationMs` pass. */
  async advance(durationMs: number): Promise<void> {
    const untilMs = this.#nowMs + durationMs;
    await settle();
    while (this.#timers[0] !== undefined && this.#timers[0].atMs <= untilMs) await this.#step();
    this.#nowMs = untilMs;
  }

  /** Lets time pass until the promise settles; throws if nothing is left that could settle it within `limitMs`. */
  async run<T>(promise: Promise<T>, limitMs = Number.POSITIVE_INFINITY): Promise<T> {
    let settled = false;
    const done = (): void => {
      settled = true;
    };
    promise.then(done, done);
    const untilMs = this.#nowMs + limitMs;
    await settle();
    while (!settled) {
      const next = this.#timers[0];
      if (next === undefined)
        throw new Error(`nothing happens any more at ${this.#nowMs} ms, and the promise is pending`);
      if (next.atMs > untilMs) throw new Error(`the promise is still pending after ${limitMs} ms of virtual time`);
      await this.#step();
    }
    return promise;
  }

  async #step(): Promise<void> {
    const timer = this.#timers[0]!;
    this.#removeAt(0);
    this.#nowMs = timer.atMs;
    timer.callback();
    await settle();
  }

  #removeAt(index: number): void {
    const last = this.#timers.pop()!;
    if (index === this.#timers.length) return;
    this.#timers[index] = last;
    this.#siftDown(index);
    this.#siftUp(index);
  }

  #siftUp(from: number): void {
    const timers = this.#timers;
    for (let i = from; i > 0; ) {
      const parent = (i - 1) >>> 1;
      if (!isBefore(timers[i]!, timers[parent]!)) return;
      [timers[i], timers[parent]] = [timers[parent]!, timers[i]!];
      i = parent;
    }
  }

  #siftDown(from: number): void {
    const timers = this.#timers;
    for (let i = from; ; ) {
      let least = i;
      for (const child of [2 * i + 1, 2 * i + 2]) {
        if (child < timers.length && isBefore(timers[child]!, timers[least]!)) least = child;
      }
      if (least === i) return;
      [timers[i], timers[least]] = [timers[least]!, timers[i]!];
      i = least;
    }
  }
}

function isBefore(a: Timer, b: Timer): boolean {
  return a.atMs < b.atMs || (a.atMs === b.atMs && a.order < b.order);
}

/** An immediate runs after all ticks and promise jobs, however long their chains. */
function settle(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
