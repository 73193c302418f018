/**
 * Tells a flush when everything sent before it is settled, however much is sent meanwhile.
 *
 * Whatever is unsettled belongs to the generation in which it was accepted, and a flush begins the next one: it waits
 * for all older generations to be empty. Only batches and waiting sends are counted, never records.
 */
export class FlushGenerations {
  #current = 0;
  /** Unsettled things by generation; empty generations are removed. */
  readonly #counts = new Map<number, number>();
  #waiters: { readonly upTo: number; readonly done: () => void }[] = [];

  get current(): number {
    return this.#current;
  }

  /** Counts something new in the current generation, which is returned for {@link leave}. */
  enter(): number {
    this.#counts.set(this.#current, (this.#counts.get(this.#current) ?? 0) + 1);
    return this.#current;
  }

  /** Counts one more thing that belongs to an older generation, such as a piece of a split batch. */
  enterAt(generation: number): void {
    this.#counts.set(generation, (this.#counts.get(generation) ?? 0) + 1);
  }

  leave(generation: number): void {
    const left = (this.#counts.get(generation) ?? 0) - 1;
    if (left > 0) {
      this.#counts.set(generation, left);
      return;
    }
    this.#counts.delete(generation);
    if (this.#waiters.length > 0) this.#wake();
  }

  /** Moves something to an older generation: what was accepted then is part of it now. */
  age(from: number, to: number): number {
    if (to >= from) return from;
    this.enterAt(to);
    this.leave(from);
    return to;
  }

  /** Whether a flush waits for things of this generation. */
  isFlushing(generation: number): boolean {
    // Waiters come in order of their generations.
    const last = this.#waiters.at(-1);
    return last !== undefined && generation <= last.upTo;
  }

  /** Resolves when everything that is unsettled now is settled. */
  flush(): Promise<void> {
    const upTo = this.#current;
    this.#current += 1;
    if (!this.#hasUnsettled(upTo)) return Promise.resolve();
    return new Promise((done) => this.#waiters.push({ upTo, done }));
  }

  #wake(): void {
    const waiters = this.#waiters;
    this.#waiters = [];
    for (const waiter of waiters) {
      if (this.#hasUnsettled(waiter.upTo)) this.#waiters.push(waiter);
      else waiter.done();
    }
  }

  #hasUnsettled(upTo: number): boolean {
    for (const generation of this.#counts.keys()) if (generation <= upTo) return true;
    return false;
  }
}
