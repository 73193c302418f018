import { DifferenceError } from "./difference-error.js";

/**
 * Checks that a key keeps to one partition. Remembers the first million different keys (some 100 MB at most) and lets the rest pass:
 * a partitioner that scatters keys shows within the first of them.
 */
export class KeyHomes {
  readonly #topic: string;
  readonly #homes = new Map<string, number>();

  constructor(topic: string) {
    this.#topic = topic;
  }

  check(key: Uint8Array | string, partition: number): void {
    // latin1 keeps every byte: different keys stay different strings. A run's keys are all bytes or all text.
    const name = typeof key === "string" ? key : asBuffer(key).toString("latin1");
    const home = this.#homes.get(name);
    if (home === undefined) {
      if (this.#homes.size < MAX_KEYS) this.#homes.set(name, partition);
    } else if (home !== partition) {
      throw new DifferenceError(
        `${this.#topic}: key ${JSON.stringify(name)} is in partition ${home} and in ${partition}`,
      );
    }
  }
}

const MAX_KEYS = 1_000_000;

const asBuffer = (bytes: Uint8Array) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
