/** Whether a series of readings stays where it was: its last third against its first. */

/** Of what also comes and goes with the work, as memory does: a leak raises even the quietest moments. */
export function growthOfLowest(readings: readonly number[]): number {
  return compare(readings, (some) => Math.min(...some));
}

/** Of what is lower in bad moments, as the number of connections is. */
export function growthOfMedian(readings: readonly number[]): number {
  return compare(readings, (some) => some.toSorted((a, b) => a - b)[Math.floor(some.length / 2)]!);
}

function compare(readings: readonly number[], of: (some: readonly number[]) => number): number {
  const third = Math.max(1, Math.floor(readings.length / 3));
  return of(readings.slice(-third)) - of(readings.slice(0, third));
}
