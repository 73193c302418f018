/** The one clock of a simulation, for the cluster and for the producers. */
import { VirtualClock } from "@k/dev-broker";
import type { Clock } from "@k/producer";

const EPOCH_MS = Date.UTC(2026, 0, 1);
/** Far more than any run needs: beyond it something goes round in circles. */
const MAX_TIMERS = 500_000;

export class SimulatedClock extends VirtualClock implements Clock {
  #timers = 0;

  wallTime(): number {
    return EPOCH_MS + Math.floor(this.now());
  }

  // All that is deferred in one turn runs in the order of the calls, so this decides nothing by chance.
  defer(callback: () => void): void {
    process.nextTick(callback);
  }

  override setTimer(callback: () => void, delayMs: number): unknown {
    if (++this.#timers > MAX_TIMERS) throw new Error(`${MAX_TIMERS} timers: a busy loop`);
    return super.setTimer(callback, delayMs);
  }

  /** Resolves after `ms` of its time. */
  pass(ms: number): Promise<void> {
    return new Promise((resolve) => {
      this.setTimer(resolve, ms);
    });
  }
}
