/** When to ask for metadata. Pure functions of what happened and the time. */

export interface RefreshState {
  /** Somebody asked for an update, or there are topics that nothing is known about. */
  readonly wanted: boolean;
  /** When the last answer came that could be used. */
  readonly succeededAtMs: number;
  /** When the last request ended, well or not. */
  readonly attemptedAtMs: number;
  /** The wait that failures, or answers with nothing new in them, have earned. */
  readonly backoffMs: number;
}

/** The moment for the next request: now if wanted, else when the picture is too old, but never within the back-off. */
export function nextRefreshAtMs(state: RefreshState, metadataMaxAgeMs: number): number {
  const dueMs = state.wanted ? Number.NEGATIVE_INFINITY : state.succeededAtMs + metadataMaxAgeMs;
  return Math.max(dueMs, state.attemptedAtMs + state.backoffMs);
}
