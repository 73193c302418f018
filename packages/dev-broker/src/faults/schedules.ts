/** When a fault happens: pure functions of the how-manieth request this is. */

export interface Occasion {
  /** 1 for the first request that fits the rule. */
  readonly count: number;
  /** [0, 1), from the cluster's randomness. */
  readonly random: () => number;
}

export type Schedule = (occasion: Occasion) => boolean;

export const always = (): Schedule => () => true;

/** The first time only. */
export const once = (): Schedule => times(1);

/** The first `n` times. */
export const times =
  (n: number): Schedule =>
  ({ count }) =>
    count <= n;

/** Only the `n`-th time. */
export const nth =
  (n: number): Schedule =>
  ({ count }) =>
    count === n;

/** Every time after the first `n`. */
export const after =
  (n: number): Schedule =>
  ({ count }) =>
    count > n;

/** The n-th, the 2n-th, the 3n-th, … time. */
export const every =
  (n: number): Schedule =>
  ({ count }) =>
    count % n === 0;

/** With this probability, each time anew. */
export const chance =
  (probability: number): Schedule =>
  ({ random }) =>
    random() < probability;
