/** Which leaders have had something to take for a while and took nothing (KIP-794: partitioner.availability.timeout.ms). */

export class StalledNodes {
  readonly #timeoutMs: number;
  readonly #nodes = new Map<number, { readyMs: number; takenMs: number }>();

  /** @param timeoutMs 0: no node is ever stalled */
  constructor(timeoutMs: number) {
    this.#timeoutMs = timeoutMs;
  }

  /** Batches for the node are due. */
  hasWork(nodeId: number, nowMs: number): void {
    if (this.#timeoutMs === 0) return;
    const node = this.#nodes.get(nodeId);
    if (node === undefined) this.#nodes.set(nodeId, { readyMs: nowMs, takenMs: nowMs });
    else node.readyMs = nowMs;
  }

  /** The node can take a request. */
  takesWork(nodeId: number, nowMs: number): void {
    if (this.#timeoutMs > 0) this.#nodes.set(nodeId, { readyMs: nowMs, takenMs: nowMs });
  }

  isStalled(nodeId: number): boolean {
    if (this.#timeoutMs === 0) return false;
    const node = this.#nodes.get(nodeId);
    return node !== undefined && node.readyMs - node.takenMs > this.#timeoutMs;
  }
}
