/**
 * Java's producer has a thread for its sockets and says how busy it is. Here that is the event loop of the process,
 * which everything else in it shares. Counted from the making of the producer on.
 */

export interface EventLoopReading {
  /** Turns of the loop. */
  readonly turns: number;
  readonly idleMs: number;
  readonly activeMs: number;
}

/** Of the process, since its start. */
export function readEventLoop(): EventLoopReading {
  const { idle, active } = performance.eventLoopUtilization();
  return { turns: performance.nodeTiming.uvMetricsInfo.loopCount, idleMs: idle, activeMs: active };
}

/** Group `producer-metrics`; each is computed from what happened since the producer was made. */
export const eventLoopTable: Readonly<
  Record<string, { readonly description: string; readonly value: (since: EventLoopReading) => number }>
> = {
  "select-rate": {
    description: "Turns of the event loop per second",
    value: ({ turns, idleMs, activeMs }) => ratio(turns * 1000, idleMs + activeMs),
  },
  "select-total": { description: "Turns of the event loop", value: ({ turns }) => turns },
  "io-wait-time-ns-avg": {
    description: "Nanoseconds that the event loop waited in a turn, average",
    value: ({ turns, idleMs }) => ratio(idleMs * 1e6, turns),
  },
  "io-wait-ratio": {
    description: "Part of the time that the event loop waited",
    value: ({ idleMs, activeMs }) => ratio(idleMs, idleMs + activeMs),
  },
  "io-wait-time-ns-total": {
    description: "Nanoseconds that the event loop waited",
    value: ({ idleMs }) => idleMs * 1e6,
  },
  "io-time-ns-avg": {
    description: "Nanoseconds that the event loop worked in a turn, average",
    value: ({ turns, activeMs }) => ratio(activeMs * 1e6, turns),
  },
  "io-ratio": {
    description: "Part of the time that the event loop worked",
    value: ({ idleMs, activeMs }) => ratio(activeMs, idleMs + activeMs),
  },
  "io-time-ns-total": {
    description: "Nanoseconds that the event loop worked",
    value: ({ activeMs }) => activeMs * 1e6,
  },
};

export function difference(now: EventLoopReading, then: EventLoopReading): EventLoopReading {
  return {
    turns: now.turns - then.turns,
    idleMs: now.idleMs - then.idleMs,
    activeMs: now.activeMs - then.activeMs,
  };
}

function ratio(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}
