/** What the intake tells whoever counts: only of sends that had to wait. */
export interface IntakeObserver {
  /** For memory, with or without success. */
  waitedForMemory(waitedMs: number): void;
  memoryExhausted(): void;
  waitedForMetadata(waitedMs: number): void;
}
