/** CPU nanoseconds of one call, the best of several rounds, so that a busy machine changes little. */
export function nanosecondsPerCall(call, { callsPerRound = 300_000, rounds = 12 } = {}) {
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < rounds; round++) {
    const start = process.cpuUsage();
    for (let i = 0; i < callsPerRound; i++) call(i);
    const { user, system } = process.cpuUsage(start);
    best = Math.min(best, ((user + system) * 1000) / callsPerRound);
  }
  return Math.round(best * 10) / 10;
}
