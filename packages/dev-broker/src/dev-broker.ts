/** One broker: its ports and its connections. What it knows it shares with the cluster. */
import type { Duplex } from "node:stream";
import type { TlsOptions } from "node:tls";
import { sleep } from "./clock.js";
import type { BrokerNode, ClusterState, Endpoint } from "./cluster/index.js";
import { BrokerConnection } from "./connection/index.js";
import type { FaultRegistry } from "./faults/index.js";
import type { ListenerConfig } from "./listener.js";
import { type BrokerProfile, type BrokerVersion, profileOf, type VersionRange } from "./profile/index.js";
import { SaslSession } from "./sasl/index.js";
import type { GroupOffsets, TransactionCoordinator } from "./transactions/index.js";
import { type Accept, acceptTls, type Listening, type TlsAcceptor } from "./transport/index.js";

export interface BrokerSurroundings {
  readonly cluster: ClusterState;
  readonly transactions: TransactionCoordinator;
  readonly groups: GroupOffsets;
  readonly faults: FaultRegistry;
  readonly listeners: readonly ListenerConfig[];
  readonly nextConnectionId: () => number;
  readonly listen: (host: string, port: number, accept: Accept) => Listening | Promise<Listening>;
}

export interface StartOptions {
  /** Of the first listener; by default the one it had before, or a free one. */
  readonly port?: number;
  /** Take other ports than before, on every listener. */
  readonly newPorts?: boolean;
  /** Come back as another release of Kafka. */
  readonly version?: BrokerVersion;
}

export class DevBroker {
  readonly #node: BrokerNode;
  readonly #surroundings: BrokerSurroundings;
  readonly #connections = new Set<BrokerConnection>();
  readonly #streams = new Set<Duplex>();
  readonly #acceptors = new Map<string, TlsAcceptor>();
  #open: Listening[] = [];
  #profile: BrokerProfile;
  #frozen = false;

  /** Made by the cluster; starts nothing. */
  constructor(node: BrokerNode, profile: BrokerProfile, surroundings: BrokerSurroundings) {
    this.#node = node;
    this.#profile = profile;
    this.#surroundings = surroundings;
  }

  get id(): number {
    return this.#node.id;
  }

  /** Of the first listener. */
  get host(): string {
    return this.endpoint().host;
  }

  /** Of the first listener. The same one after a restart, unless `start` is told otherwise. */
  get port(): number {
    return this.endpoint().port;
  }

  /** Where clients find a listener, the first one by default. */
  endpoint(listener: string = this.#surroundings.listeners[0]!.name): Endpoint {
    const endpoint = this.#node.endpoints.get(listener);
    if (endpoint === undefined) throw new RangeError(`broker ${this.id} has no listener ${listener}`);
    return endpoint;
  }

  get isRunning(): boolean {
    return this.#open.length > 0;
  }

  /** Kafka's version that it plays. */
  get version(): string {
    return this.#profile.name;
  }

  get connectionCount(): number {
    return this.#streams.size;
  }

  /** Opens the ports and takes part in the cluster again, with the log it had. No-op while it runs. */
  async start(options: StartOptions = {}): Promise<void> {
    if (this.isRunning) return;
    if (options.version !== undefined) this.#profile = profileOf(options.version);
    try {
      await this.#listen(options);
    } catch (error) {
      await this.#close();
      throw error;
    }
    this.#surroundings.cluster.brokerUp(this.#node);
  }

  /** A clean shutdown: its partitions get other leaders first, then its connections end. */
  async stop(): Promise<void> {
    if (!this.isRunning) return;
    this.#surroundings.cluster.brokerStopped(this.#node);
    await this.#close();
  }

  /**
   * A crash: connections break, and the cluster notices only after `brokerSessionTimeoutMs`. With `loseBatches` its disk
   * did not get everything: so many of each partition's last batches are gone when it comes back.
   */
  async kill(options: { readonly loseBatches?: number } = {}): Promise<void> {
    if (!this.isRunning) return;
    this.#surroundings.cluster.brokerDied(this.#node);
    if (options.loseBatches !== undefined) this.#surroundings.cluster.loseBatches(this.#node, options.loseBatches);
    await this.#close();
  }

  /** SIGSTOP: its connections stay open and nothing comes back, until `resume`. The cluster misses it after a while. */
  pause(): void {
    if (this.#frozen || !this.isRunning) return;
    this.#frozen = true;
    this.#surroundings.cluster.brokerDied(this.#node);
    for (const connection of this.#connections) connection.freeze();
  }

  /** SIGCONT */
  resume(): void {
    if (!this.#frozen) return;
    this.#frozen = false;
    this.#surroundings.cluster.brokerResumed(this.#node);
    for (const connection of this.#connections) connection.thaw();
  }

  /** Stops copying from leaders: it falls behind, and out of the in-sync replicas after `replicaLagTimeMaxMs`. */
  pauseReplication(): void {
    this.#node.replicationPaused = true;
  }

  resumeReplication(): void {
    this.#node.replicationPaused = false;
    this.#surroundings.cluster.replicationResumed(this.#node);
  }

  /** Breaks all connections; new ones are welcome. */
  closeConnections(): void {
    for (const stream of this.#streams) stream.destroy();
  }

  /** Other versions of APIs than its release has, or none (null); from the next request on. */
  setApiVersions(changes: ReadonlyMap<number, VersionRange | null>): void {
    const apiVersions = new Map(this.#profile.apiVersions);
    for (const [apiKey, range] of changes) {
      if (range === null) apiVersions.delete(apiKey);
      else apiVersions.set(apiKey, range);
    }
    this.#profile = { ...this.#profile, apiVersions };
  }

  /** Other certificates for handshakes to come. */
  setTls(listener: string, options: TlsOptions): void {
    const acceptor = this.#acceptors.get(listener);
    if (acceptor === undefined) throw new RangeError(`broker ${this.id} has no TLS on a listener ${listener}`);
    acceptor.renew(options);
  }

  #acceptor(listener: ListenerConfig): Accept {
    const { faults, nextConnectionId, cluster } = this.#surroundings;
    const serve = (stream: Duplex, connectionId: number): void => {
      const fate = faults.forConnection({ brokerId: this.id, listener: listener.name, connectionId });
      if (fate.refuse) stream.destroy();
      else if (fate.delayMs === undefined) this.#serve(stream, listener, connectionId, fate);
      else void sleep(cluster.clock, fate.delayMs).then(() => this.#serve(stream, listener, connectionId, fate));
    };
    const { tls } = listener;
    let accept: Accept = (stream) => serve(stream, nextConnectionId());
    if (tls !== undefined) {
      const acceptor = acceptTls(tls, accept);
      this.#acceptors.set(listener.name, acceptor);
      accept = acceptor.accept;
    }
    return (stream) => {
      this.#streams.add(stream);
      stream.once("close", () => this.#streams.delete(stream));
      accept(stream);
    };
  }

  #serve(stream: Duplex, listener: ListenerConfig, connectionId: number, fate: Fate): void {
    if (fate.stall) {
      stream.on("error", () => stream.destroy());
      return;
    }
    const { cluster, transactions, groups, faults } = this.#surroundings;
    const connection = new BrokerConnection(stream, {
      cluster,
      transactions,
      groups,
      faults,
      broker: this.#node,
      listener: listener.name,
      profile: () => this.#profile,
      connectionId,
      session: listener.sasl && new SaslSession(listener.sasl, cluster.settings),
      closeAfterBytes: fate.closeAfterBytes,
      mute: fate.mute,
    });
    this.#connections.add(connection);
    stream.once("close", () => this.#connections.delete(connection));
    if (this.#frozen) connection.freeze();
  }

  async #listen({ port: wanted, newPorts }: StartOptions): Promise<void> {
    for (const [i, listener] of this.#surroundings.listeners.entries()) {
      const before = newPorts ? 0 : (this.#node.endpoints.get(listener.name)?.port ?? 0);
      const port = i === 0 ? (wanted ?? before) : before;
      const open = await this.#surroundings.listen(listener.host, port, this.#acceptor(listener));
      this.#open.push(open);
      this.#node.endpoints.set(listener.name, { host: open.host, port: open.port });
    }
  }

  async #close(): Promise<void> {
    const open = this.#open;
    this.#open = [];
    this.#frozen = false;
    await Promise.all(open.map((listening) => listening.close()));
  }
}

type Fate = ReturnType<FaultRegistry["forConnection"]>;
