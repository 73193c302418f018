/** Counts what the client does, as far as it tells: connections, authentications, updates of metadata. */
import { AuthenticationError, type KafkaClient } from "@k/client";
import type { ProducerMetrics } from "../metrics/index.js";

export class ClientObserver {
  readonly #metrics: ProducerMetrics;
  readonly #now: () => number;
  readonly #authenticates: boolean;
  readonly #connected = new Set<number>();
  #updatedAtMs: number;

  constructor(client: KafkaClient, metrics: ProducerMetrics, now: () => number, authenticates: boolean) {
    this.#metrics = metrics;
    this.#now = now;
    this.#authenticates = authenticates;
    this.#updatedAtMs = now();
    client.onReady((nodeId) => this.#ready(nodeId));
    client.onDisconnect((nodeId, error) => this.#ended(nodeId, error));
    client.metadata.onUpdate(() => {
      this.#updatedAtMs = this.#now();
    });
  }

  get connectionCount(): number {
    return this.#connected.size;
  }

  get metadataAgeSeconds(): number {
    return (this.#now() - this.#updatedAtMs) / 1000;
  }

  /** A node tells of itself whenever it can take a request again; the first time it is newly connected. */
  #ready(nodeId: number): void {
    if (this.#connected.has(nodeId)) return;
    this.#connected.add(nodeId);
    this.#metrics.connectionCreated();
    if (this.#authenticates) this.#metrics.authenticated();
  }

  #ended(nodeId: number, error: Error): void {
    if (error instanceof AuthenticationError) this.#metrics.authenticationFailed();
    if (this.#connected.delete(nodeId)) this.#metrics.connectionClosed();
  }
}
