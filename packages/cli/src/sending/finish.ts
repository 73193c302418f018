/** The end of a run of sends: everything acknowledged, or the user's patience over. */

import type { KafkaProducer } from "@k/producer";
import type { LineSender } from "./line-sender.js";

/** How long Ctrl-C waits for what is under way. The second Ctrl-C does not wait at all. */
const INTERRUPTED_FLUSH_MS = 10_000;

/**
 * Ends the sending whether or not all went well. Waits until every send is answered; from the moment of the interruption on at most ten more seconds. Then closes the producer, which
 * fails what is still unanswered.
 */
export async function finishSending(
  sender: LineSender,
  producer: KafkaProducer,
  interrupted: AbortSignal,
): Promise<void> {
  const impatience = new Impatience(interrupted);
  try {
    await Promise.race([producer.flush(), impatience.over]);
  } finally {
    impatience.cancel();
    await producer.close({ timeoutMs: 0 });
    await sender.whenAnswered();
  }
}

/** Resolves `INTERRUPTED_FLUSH_MS` after the signal's abort. */
class Impatience {
  readonly over: Promise<void>;
  #timer: NodeJS.Timeout | undefined;
  #start!: () => void;
  readonly #signal: AbortSignal;

  constructor(signal: AbortSignal) {
    this.#signal = signal;
    this.over = new Promise((resolve) => {
      this.#start = () => {
        this.#timer = setTimeout(resolve, INTERRUPTED_FLUSH_MS);
      };
    });
    if (signal.aborted) this.#start();
    else signal.addEventListener("abort", this.#start, { once: true });
  }

  cancel(): void {
    clearTimeout(this.#timer);
    this.#signal.removeEventListener("abort", this.#start);
  }
}
