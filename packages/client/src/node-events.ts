/** What happens to brokers, told to whoever subscribed. */
import type { KafkaError } from "@k/protocol";
import type { BrokerNode, BrokerNodeListener, CloseKind } from "./network/index.js";
import type { Logger } from "./runtime/index.js";

type ReadyListener = (nodeId: number) => void;
type DisconnectListener = (nodeId: number, error: KafkaError) => void;

export class NodeEvents implements BrokerNodeListener {
  readonly #ready = new Set<ReadyListener>();
  readonly #disconnect = new Set<DisconnectListener>();
  readonly #logger: Logger;
  readonly #onFailure: (error: KafkaError) => void;

  constructor(logger: Logger, onFailure: (error: KafkaError) => void) {
    this.#logger = logger;
    this.#onFailure = onFailure;
  }

  onReady(listener: ReadyListener): () => void {
    this.#ready.add(listener);
    return () => this.#ready.delete(listener);
  }

  onDisconnect(listener: DisconnectListener): () => void {
    this.#disconnect.add(listener);
    return () => this.#disconnect.delete(listener);
  }

  onNodeReady(node: BrokerNode): void {
    for (const listener of this.#ready) listener(node.nodeId);
  }

  onNodeDown(node: BrokerNode, error: KafkaError, kind: CloseKind): void {
    if (kind === "failed") {
      this.#logger.warn(`${node.label}: ${error.message}`);
      this.#onFailure(error);
    } else {
      this.#logger.debug(`${node.label}: ${error.message}`);
    }
    for (const listener of this.#disconnect) listener(node.nodeId, error);
  }

  close(): void {
    this.#ready.clear();
    this.#disconnect.clear();
  }
}
