/** Ends a wait when its time is over or its caller gives up; what is waited for goes on. */
import { KafkaTimeoutError } from "@k/client";
import type { Clock } from "./clock.js";

export interface WaitOptions {
  /** The whole budget in milliseconds; by default there is none. */
  readonly timeoutMs?: number | undefined;
  /** Gives up early: the wait rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/** Rejects with `KafkaTimeoutError` after `timeoutMs`, and with the signal's reason when it aborts. */
export async function within<Result>(
  work: Promise<Result>,
  what: string,
  clock: Clock,
  { timeoutMs, signal }: WaitOptions,
): Promise<Result> {
  if (timeoutMs === undefined && signal === undefined) return work;
  let timer: unknown;
  let onAbort = () => {};
  const ended = new Promise<never>((_, reject) => {
    onAbort = () => reject(signal?.reason);
    signal?.addEventListener("abort", onAbort, { once: true });
    if (signal?.aborted) onAbort();
    if (timeoutMs === undefined) return;
    timer = clock.setTimer(() => reject(new KafkaTimeoutError(`${what}: not done within ${timeoutMs} ms`)), timeoutMs);
  });
  // Whichever loses the race is nobody's any more.
  work.catch(() => {});
  try {
    return await Promise.race([work, ended]);
  } finally {
    signal?.removeEventListener("abort", onAbort);
    if (timer !== undefined) clock.clearTimer(timer);
  }
}

/** One wait of several callers: the first whose time is over, or who gives up, ends it for all. */
export class SharedWait {
  /** Resolves when the work has ended, either way, or somebody has stopped waiting for it. */
  readonly ended: Promise<void>;
  readonly #what: string;
  readonly #clock: Clock;
  #end!: () => void;

  constructor(work: Promise<unknown>, what: string, clock: Clock) {
    this.#what = what;
    this.#clock = clock;
    this.ended = new Promise((resolve) => {
      this.#end = resolve;
    });
    work.then(this.#end, this.#end);
  }

  /** Another caller waits, for so long. */
  limit(options: WaitOptions): void {
    within(this.ended, this.#what, this.#clock, options).catch(this.#end);
  }
}
