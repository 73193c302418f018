/** A small seeded generator (xorshift128): the same seed gives the same inputs on every machine. */
export class Random {
  #a;
  #b = 0x9e3779b9;
  #c = 0x243f6a88;
  #d = 0xb7e15162;

  /** @param {number} seed */
  constructor(seed) {
    this.#a = seed | 1;
    for (let i = 0; i < 16; i++) this.bits();
  }

  /** 32 random bits, as an unsigned integer. */
  bits() {
    let t = this.#d;
    const s = this.#a;
    this.#d = this.#c;
    this.#c = this.#b;
    this.#b = s;
    t ^= t << 11;
    t ^= t >>> 8;
    this.#a = t ^ s ^ (s >>> 19);
    return this.#a >>> 0;
  }

  /** @param {number} limit @returns {number} 0 to limit - 1 */
  below(limit) {
    return Math.floor((this.bits() / 0x100000000) * limit);
  }

  /** @template T @param {readonly T[]} items @returns {T} */
  pick(items) {
    return items[this.below(items.length)];
  }
}
