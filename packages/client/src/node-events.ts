/** What happens to brokers, told to whoever subscribed. */
import type { KafkaError } from "@k/protocol";
import type {
  BrokerNode,
  BrokerNodeListener,
  CloseKind,
  ConnectionEvent,
  ConnectionEventListener,
} from "./network/index.js";
import type { Logger } from "./runtime/index.js";

type ReadyListener = (nodeId: number) => void;
type DisconnectListener = (nodeId: number, error: KafkaError) => void;

export class NodeEvents implements BrokerNodeListener {
  readonly #ready = new Set<ReadyListener>();
  readonly #disconnect = new Set<DisconnectListener>();
  readonly #connection = new Set<ConnectionEventListener>();
  /** The last failure of each node that was logged: one that repeats is worth one line. */
  readonly #logged = new Map<number, string>();
  readonly #logger: Logger;
  readonly #onFailure: (error: KafkaError) => void;
  readonly #onSlow: () => void;

  constructor(logger: Logger, onFailure: (error: KafkaError) => void, onSlow: () => void) {
    this.#logger = logger;
    this.#onFailure = onFailure;
    this.#onSlow = onSlow;
  }

  onReady(listener: ReadyListener): () => void {
    this.#ready.add(listener);
    return () => this.#ready.delete(listener);
  }

  onDisconnect(listener: DisconnectListener): () => void {
    this.#disconnect.add(listener);
    return () => this.#disconnect.delete(listener);
  }

  onConnection(listener: ConnectionEventListener): () => void {
    this.#connection.add(listener);
    return () => this.#connection.delete(listener);
  }

  onConnectionEvent(event: ConnectionEvent): void {
    for (const listener of this.#connection) listener(event);
  }

  onNodeReady(node: BrokerNode): void {
    this.#logged.delete(node.nodeId);
    for (const listener of this.#ready) listener(node.nodeId);
  }

  onNodeDown(node: BrokerNode, error: KafkaError, kind: CloseKind): void {
    if (kind === "failed") {
      this.#logFailure(node, error.message);
      this.#onFailure(error);
    } else {
      this.#logger.debug(`${node.label}: ${error.message}`);
    }
    for (const listener of this.#disconnect) listener(node.nodeId, error);
  }

  onNodeSlow(): void {
    this.#onSlow();
  }

  #logFailure(node: BrokerNode, message: string): void {
    const line = `${node.label}: ${message}`;
    if (this.#logged.get(node.nodeId) === message) this.#logger.debug(line);
    else this.#logger.warn(line);
    this.#logged.set(node.nodeId, message);
  }

  close(): void {
    this.#ready.clear();
    this.#disconnect.clear();
    this.#connection.clear();
  }
}
