/** One broker: its port and its connections. What it knows it shares with the cluster. */
import { BrokerConnection } from "./broker-connection.js";
import type { BrokerNode, ClusterState } from "./cluster/index.js";
import type { FaultRegistry } from "./faults/index.js";
import type { VersionRange } from "./request-context.js";
import type { Accept, Listening } from "./transport/index.js";

export interface BrokerSurroundings {
  readonly cluster: ClusterState;
  readonly faults: FaultRegistry;
  readonly apiVersions: ReadonlyMap<number, VersionRange>;
  readonly nextConnectionId: () => number;
  readonly listen: (port: number, accept: Accept) => Listening | Promise<Listening>;
}

const LISTENER = "PLAINTEXT";

export class DevBroker {
  readonly #node: BrokerNode;
  readonly #surroundings: BrokerSurroundings;
  #listening: Listening | undefined;

  /** Made by the cluster; starts nothing. */
  constructor(node: BrokerNode, surroundings: BrokerSurroundings) {
    this.#node = node;
    this.#surroundings = surroundings;
  }

  get id(): number {
    return this.#node.id;
  }

  get host(): string {
    return this.#node.endpoints.get(LISTENER)?.host ?? "";
  }

  /** The same one after a restart, unless `start` is given another. */
  get port(): number {
    return this.#node.endpoints.get(LISTENER)?.port ?? 0;
  }

  get isRunning(): boolean {
    return this.#node.running;
  }

  /** Opens the port and takes part in the cluster again, with the log it had. No-op while it runs. */
  async start(options: { readonly port?: number } = {}): Promise<void> {
    if (this.#listening !== undefined) return;
    const { cluster, listen } = this.#surroundings;
    this.#listening = await listen(options.port ?? this.port, (stream) => {
      new BrokerConnection(stream, {
        ...this.#surroundings,
        broker: this.#node,
        listener: LISTENER,
        connectionId: this.#surroundings.nextConnectionId(),
      });
    });
    const { host, port } = this.#listening;
    this.#node.endpoints.set(LISTENER, { host, port });
    cluster.brokerUp(this.#node);
  }

  /** A clean shutdown: its partitions get other leaders first, then its connections end. */
  async stop(): Promise<void> {
    if (this.#listening === undefined) return;
    this.#surroundings.cluster.brokerStopped(this.#node);
    await this.#closePort();
  }

  /** A crash: connections break, and the cluster notices only after `brokerSessionTimeoutMs`. */
  async kill(): Promise<void> {
    if (this.#listening === undefined) return;
    this.#surroundings.cluster.brokerDied(this.#node);
    await this.#closePort();
  }

  async #closePort(): Promise<void> {
    const listening = this.#listening;
    this.#listening = undefined;
    await listening?.close();
  }
}
