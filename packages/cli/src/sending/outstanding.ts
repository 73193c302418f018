/** Bounds what was sent and not yet answered, by records and by bytes, so that a fast input never fills the memory. */

export interface OutstandingLimits {
  readonly maxRecords: number;
  readonly maxBytes: number;
}

export class Outstanding {
  readonly #limits: OutstandingLimits;
  #records = 0;
  #bytes = 0;
  #waiter: (() => void) | undefined;
  readonly #emptyWaiters: (() => void)[] = [];

  constructor(limits: OutstandingLimits) {
    this.#limits = limits;
  }

  get records(): number {
    return this.#records;
  }

  get isFull(): boolean {
    return this.#records >= this.#limits.maxRecords || this.#bytes >= this.#limits.maxBytes;
  }

  add(bytes: number): void {
    this.#records++;
    this.#bytes += bytes;
  }

  remove(bytes: number): void {
    this.#records--;
    this.#bytes -= bytes;
    if (this.#waiter && this.#isHalfEmpty()) this.wake();
    if (this.#records === 0) for (const resolve of this.#emptyWaiters.splice(0)) resolve();
  }

  /** Resolves when nothing is outstanding. */
  whenEmpty(): Promise<void> {
    return new Promise((resolve) => {
      if (this.#records === 0) resolve();
      else this.#emptyWaiters.push(resolve);
    });
  }

  /**
   * Resolves once half of the room is free again, or on `wake()`. Half, not the first free place: that would be a promise a record.
   * One waiter at a time.
   */
  whenRoom(): Promise<void> {
    return new Promise((resolve) => {
      if (this.#isHalfEmpty()) resolve();
      else this.#waiter = resolve;
    });
  }

  /** Lets the waiter go on whatever is outstanding, as when the user interrupts. */
  wake(): void {
    const waiter = this.#waiter;
    this.#waiter = undefined;
    waiter?.();
  }

  #isHalfEmpty(): boolean {
    return this.#records <= this.#limits.maxRecords / 2 && this.#bytes <= this.#limits.maxBytes / 2;
  }
}
