/** Counts what the client does, as far as it tells: connections, authentications, answers, updates of metadata. */
import { AuthenticationError, type ConnectionEvent, type KafkaClient } from "@k/client";
import { Produce } from "@k/protocol";
import type { ProducerMetrics } from "../metrics/index.js";

export class ClientObserver {
  readonly #metrics: ProducerMetrics;
  readonly #now: () => number;
  readonly #authenticates: boolean;
  #connectionCount = 0;
  #updatedAtMs: number;

  constructor(client: KafkaClient, metrics: ProducerMetrics, now: () => number, authenticates: boolean) {
    this.#metrics = metrics;
    this.#now = now;
    this.#authenticates = authenticates;
    this.#updatedAtMs = now();
    client.onConnection((event) => this.#observe(event));
    client.metadata.onUpdate(() => {
      this.#updatedAtMs = this.#now();
    });
  }

  get connectionCount(): number {
    return this.#connectionCount;
  }

  get metadataAgeSeconds(): number {
    return (this.#now() - this.#updatedAtMs) / 1000;
  }

  #observe(event: ConnectionEvent): void {
    switch (event.name) {
      case "opened":
        this.#connectionCount += 1;
        this.#metrics.connectionCreated();
        if (this.#authenticates) this.#metrics.authenticated();
        break;
      case "failed":
        if (event.error instanceof AuthenticationError) this.#metrics.authenticationFailed();
        break;
      case "closed":
        this.#connectionCount -= 1;
        this.#metrics.connectionClosed();
        break;
      case "re-authenticated":
        this.#metrics.reauthenticated(event.durationMs);
        break;
      case "re-authentication failed":
        this.#metrics.reauthenticationFailed();
        break;
      case "answered":
        // As requests and their bytes are counted: those of Produce.
        if (event.api === Produce.name) this.#metrics.bytesReceived(event.nodeId, event.bytes);
        break;
    }
  }
}
