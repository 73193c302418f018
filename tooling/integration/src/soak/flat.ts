/** Whether a series of readings stays where it was. */

/**
 * The lowest of the last third against the lowest of the first: what leaks raises even the quietest moments,
 * what is under way does not.
 */
export function growth(readings: readonly number[]): number {
  const third = Math.max(1, Math.floor(readings.length / 3));
  return Math.min(...readings.slice(-third)) - Math.min(...readings.slice(0, third));
}
