/**
 * The calls that wait for the coordinator: one at a time, and each can be repeated by a caller that stopped waiting for it.
 * The repeat joins the call while it is under way. One that has ended unheard tells its repeat how, once.
 */
import { IllegalStateError } from "@k/client";
import { type WaitOptions, within } from "../budget.js";
import type { Clock } from "../clock.js";

export interface BlockingCall {
  readonly name: string;
  /** How it ends; nobody need look at it. */
  readonly result: Promise<void>;
}

export class BlockingCalls {
  readonly #clock: Clock;
  readonly #label: string;
  #current: BlockingCall | undefined;
  #unheard: BlockingCall | undefined;

  constructor(clock: Clock, label: string) {
    this.#clock = clock;
    this.#label = label;
  }

  /** The one that is under way. */
  get current(): BlockingCall | undefined {
    return this.#current;
  }

  /** The one that is under way, or has ended and told nobody. */
  get undecided(): BlockingCall | undefined {
    return this.#current ?? this.#unheard;
  }

  /** The call that a call of this name now would repeat. */
  repeated(name: string): BlockingCall | undefined {
    return this.undecided?.name === name ? this.undecided : undefined;
  }

  /** Throws if another call is under way; `overtaken` is one that may be. */
  checkFree(name: string, overtaken?: BlockingCall): void {
    const before = this.#current;
    if (before === undefined || before === overtaken) return;
    throw new IllegalStateError(
      `${this.#label}: ${name} while ${before.name} is unfinished: repeat that call until it is`,
    );
  }

  /** Starts a call, at once, or when the one that it overtakes has ended. */
  start(name: string, work: () => Promise<void>): BlockingCall {
    const before = this.#current;
    this.forget();
    const running = before === undefined ? work() : before.result.catch(() => {}).then(work);
    const call: BlockingCall = {
      name,
      result: running.finally(() => {
        // A call that was overtaken is not what is under way any more, and nobody need repeat it.
        if (this.#current !== call) return;
        this.#current = undefined;
        this.#unheard = call;
      }),
    };
    call.result.catch(() => {});
    this.#current = call;
    return call;
  }

  /** Waits for a call to end. Rejects with what it ended with, or because its caller stops waiting; then it goes on. */
  async wait(call: BlockingCall, options: WaitOptions): Promise<void> {
    const ended = call.result.then(
      () => undefined,
      (error: unknown) => ({ error }),
    );
    const failure = await within(ended, call.name, this.#clock, options);
    if (this.#unheard === call) this.#unheard = undefined;
    if (failure !== undefined) throw failure.error;
  }

  /** What ended unheard is of no interest any more: something else was begun since. */
  forget(): void {
    this.#unheard = undefined;
  }
}
