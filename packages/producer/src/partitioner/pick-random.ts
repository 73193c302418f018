/** One of the available partitions, of all if there is none. */
export function pickRandom(available: readonly number[], all: readonly number[], random: () => number): number {
  const candidates = available.length > 0 ? available : all;
  return candidates[Math.floor(random() * candidates.length)]!;
}
