/** Who waits for a topic to become known. One timer for all of them. */
import { type Clock, LazyTimer } from "../runtime/index.js";
import type { TopicMetadata } from "./cluster-metadata.js";

export interface TopicWaiter {
  readonly deadlineMs: number;
  readonly timeoutMs: number;
  readonly resolve: (topic: TopicMetadata) => void;
  readonly reject: (error: unknown) => void;
}

export interface WaitOptions {
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
}

export class TopicWaiters {
  readonly #clock: Clock;
  readonly #timer: LazyTimer;
  readonly #waiters = new Map<string, Set<TopicWaiter>>();
  readonly #onTimeout: (topic: string, waiter: TopicWaiter) => void;

  constructor(clock: Clock, onTimeout: (topic: string, waiter: TopicWaiter) => void) {
    this.#clock = clock;
    this.#onTimeout = onTimeout;
    this.#timer = new LazyTimer(clock, () => this.#expire());
  }

  has(topic: string): boolean {
    return this.#waiters.has(topic);
  }

  /** A promise of the topic, until a deadline, or until it is aborted. */
  wait(name: string, { timeoutMs, signal }: WaitOptions): Promise<TopicMetadata> {
    return new Promise((resolve, reject) => {
      signal?.throwIfAborted();
      const settle =
        <T>(finish: (result: T) => void) =>
        (result: T): void => {
          signal?.removeEventListener("abort", onAbort);
          finish(result);
        };
      const deadlineMs = this.#clock.now() + timeoutMs;
      const waiter: TopicWaiter = { timeoutMs, deadlineMs, resolve: settle(resolve), reject: settle(reject) };
      const onAbort = () => {
        this.#remove(name, waiter);
        waiter.reject(signal?.reason);
      };
      signal?.addEventListener("abort", onAbort);
      this.#add(name, waiter);
    });
  }

  #add(topic: string, waiter: TopicWaiter): void {
    let waiters = this.#waiters.get(topic);
    if (waiters === undefined) {
      waiters = new Set();
      this.#waiters.set(topic, waiters);
    }
    waiters.add(waiter);
    this.#timer.armAt(waiter.deadlineMs);
  }

  #remove(topic: string, waiter: TopicWaiter): void {
    const waiters = this.#waiters.get(topic);
    if (waiters?.delete(waiter) && waiters.size === 0) this.#waiters.delete(topic);
    if (this.#waiters.size === 0) this.#timer.cancel();
  }

  resolve(topic: string, metadata: TopicMetadata): void {
    for (const waiter of this.#take(topic)) waiter.resolve(metadata);
  }

  reject(topic: string, error: unknown): void {
    for (const waiter of this.#take(topic)) waiter.reject(error);
  }

  rejectAll(error: unknown): void {
    for (const topic of [...this.#waiters.keys()]) this.reject(topic, error);
  }

  #take(topic: string): Iterable<TopicWaiter> {
    const waiters = this.#waiters.get(topic) ?? [];
    this.#waiters.delete(topic);
    if (this.#waiters.size === 0) this.#timer.cancel();
    return waiters;
  }

  #expire(): void {
    const now = this.#clock.now();
    for (const [topic, waiters] of [...this.#waiters]) {
      for (const waiter of [...waiters]) {
        if (waiter.deadlineMs > now) this.#timer.armAt(waiter.deadlineMs);
        else {
          this.#remove(topic, waiter);
          this.#onTimeout(topic, waiter);
        }
      }
    }
  }
}
