/** Randomness for jitter and for choosing among equals; nothing secret is made from it. */
export const systemRandom: () => number = Math.random;
