/** The topics that metadata is kept for, and since when nobody has used them. */
export class TrackedTopics {
  readonly #maxIdleMs: number;
  readonly #usedAtMs = new Map<string, number>();
  /** Never asked about yet: a request for these alone will do. */
  readonly #fresh = new Set<string>();

  constructor(metadataMaxIdleMs: number) {
    this.#maxIdleMs = metadataMaxIdleMs;
  }

  get all(): ReadonlySet<string> {
    return new Set(this.#usedAtMs.keys());
  }

  get fresh(): readonly string[] {
    return [...this.#fresh];
  }

  isFresh(topic: string): boolean {
    return this.#fresh.has(topic);
  }

  /** True if the topic is new here. */
  use(topic: string, now: number): boolean {
    const isNew = !this.#usedAtMs.has(topic);
    this.#usedAtMs.set(topic, now);
    if (isNew) this.#fresh.add(topic);
    return isNew;
  }

  answered(topics: Iterable<string>): void {
    for (const topic of topics) this.#fresh.delete(topic);
  }

  /** Drops what nobody has used for `metadataMaxIdleMs`. */
  expire(now: number, isNeeded: (topic: string) => boolean): void {
    for (const [topic, usedAtMs] of this.#usedAtMs) {
      if (now - usedAtMs < this.#maxIdleMs || isNeeded(topic)) continue;
      this.#usedAtMs.delete(topic);
      this.#fresh.delete(topic);
    }
  }
}
