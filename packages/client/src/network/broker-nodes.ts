/**
 * All brokers that the client knows: the bootstrap servers (negative ids) and those named by metadata. Sends to one of
 * them, or to whichever is the least loaded.
 */
import type { KafkaError } from "@k/protocol";
import { isFinal, KafkaConnectionError, NoBrokersAvailableError } from "../errors.js";
import { LazyTimer } from "../runtime/index.js";
import { BrokerNode, type BrokerNodeConfig, type BrokerNodeListener } from "./broker-node.js";
import type { CloseKind } from "./connection-config.js";
import type { ConnectionEvent } from "./connection-event.js";
import { type Endpoint, formatEndpoint } from "./endpoint.js";
import { leastLoadedNode } from "./least-loaded-node.js";
import type { PendingRequest } from "./pending-request.js";
import { WaitingRequests } from "./waiting-requests.js";

export interface BrokerAddress extends Endpoint {
  readonly nodeId: number;
}

/** Bootstrap servers have no node id yet; -1 means "no such node" in the protocol, so their numbers start below it. */
const FIRST_BOOTSTRAP_ID = -2;

/** While nothing is usable, the next broker is tried after this long even if the last one is still connecting. */
const HEDGE_MS = 1_000;

export interface BootstrapOptions {
  readonly bootstrapServers: readonly Endpoint[];
  /** Whether to go back to them when no known broker can be reached. */
  readonly rebootstrap: boolean;
  /** Called once, before the first connection, for other names of the same servers. */
  readonly expand: (() => Promise<readonly Endpoint[]>) | undefined;
}

export class BrokerNodes implements BrokerNodeListener {
  readonly #config: BrokerNodeConfig;
  readonly #listener: BrokerNodeListener;
  readonly #anyWaiting: WaitingRequests;
  /** While requests for any broker wait: when to try one more. */
  readonly #timer: LazyTimer;
  #bootstrap: readonly BrokerNode[] = [];
  /** By node id; brokers that metadata no longer names stay until their connection ends. */
  readonly #brokers = new Map<number, BrokerNode>();
  #current = new Set<number>();
  /** Set while metadata can only be had from the bootstrap servers. */
  #bootstrapping = true;
  /** Brokers whose last connection failed and that have not become ready again. */
  readonly #failedSinceReady = new Set<BrokerNode>();
  readonly #rebootstrapAllowed: boolean;
  /** Finds out what the bootstrap servers are really called; undefined once that is known. */
  #expand: (() => Promise<readonly Endpoint[]>) | undefined;
  #expanding = false;

  constructor(config: BrokerNodeConfig, options: BootstrapOptions, listener: BrokerNodeListener) {
    this.#config = config;
    this.#listener = listener;
    this.#rebootstrapAllowed = options.rebootstrap;
    this.#expand = options.expand;
    this.#setBootstrapServers(options.bootstrapServers);
    const { clock } = config.attempt;
    this.#anyWaiting = new WaitingRequests(clock, () => ({ what: "no broker could be asked", cause: this.trouble() }));
    this.#timer = new LazyTimer(clock, () => this.#pursueAny());
  }

  get(nodeId: number): BrokerNode | undefined {
    return nodeId <= FIRST_BOOTSTRAP_ID ? this.#bootstrap[FIRST_BOOTSTRAP_ID - nodeId] : this.#brokers.get(nodeId);
  }

  /** Brokers as metadata names them now. Those that moved get their new address, those that are gone are let go. */
  update(addresses: Iterable<BrokerAddress>): void {
    this.#bootstrapping = false;
    const current = new Set<number>();
    for (const address of addresses) {
      current.add(address.nodeId);
      const node = this.#brokers.get(address.nodeId);
      if (node === undefined) {
        this.#brokers.set(address.nodeId, new BrokerNode(address.nodeId, address, this.#config, this));
      } else {
        node.moveTo({ host: address.host, port: address.port });
      }
    }
    this.#current = current;
    for (const [nodeId, node] of this.#brokers) {
      if (!current.has(nodeId) && node.connection === undefined) this.#forget(node);
    }
    this.#leaveBootstrap();
  }

  send(nodeId: number, request: PendingRequest): void {
    const node = this.get(nodeId);
    if (node === undefined) request.rejectUnsent(unknownNode(nodeId, request.name));
    else node.send(request);
  }

  /** Sends to the least loaded broker; waits for one to become usable if need be. */
  sendToAny(request: PendingRequest): void {
    const now = this.#config.attempt.clock.now();
    const node = leastLoadedNode(this.#candidates(), now, this.#config.random);
    if (node?.isReady(now)) {
      node.send(request);
    } else {
      this.#anyWaiting.add(request);
      this.#pursueAny();
    }
  }

  /** Why one node cannot be used; undefined if nothing is known to be wrong with it. */
  troubleOf(nodeId: number): KafkaError | undefined {
    const node = this.get(nodeId);
    return node === undefined ? unknownNode(nodeId) : node.lastError;
  }

  /** What keeps requests from being answered, as far as connections are to blame. */
  trouble(): KafkaError | undefined {
    const errors = this.#candidates().flatMap(({ lastError }) => lastError ?? []);
    if (errors.length === 0) return undefined;
    if (errors.length === 1) return errors[0];
    return new NoBrokersAvailableError(`no broker can be reached: ${errors.map(({ message }) => message).join("; ")}`, {
      cause: new AggregateError(errors),
    });
  }

  /** KIP-899: forgets what it knows and asks the bootstrap servers again. */
  rebootstrap(reason: KafkaError): void {
    this.#bootstrapping = true;
    this.#failedSinceReady.clear();
    for (const node of this.#brokers.values()) node.disconnect(reason, "failed");
    if (this.#anyWaiting.count > 0) this.#pursueAny();
  }

  close(reason: KafkaError): void {
    this.#timer.cancel();
    this.#anyWaiting.rejectAll(reason);
    for (const node of [...this.#bootstrap, ...this.#brokers.values()]) node.close(reason);
  }

  onNodeReady(node: BrokerNode): void {
    this.#failedSinceReady.delete(node);
    this.#sendWaiting();
    if (node.isReady(this.#config.attempt.clock.now())) this.#listener.onNodeReady(node);
  }

  onNodeDown(node: BrokerNode, error: KafkaError, kind: CloseKind): void {
    if (kind === "failed") this.#failedSinceReady.add(node);
    // Wrong credentials are wrong everywhere: whoever waits should hear it now, not after its timeout.
    if (isFinal(error)) this.#anyWaiting.rejectAll(error);
    if (node.nodeId > FIRST_BOOTSTRAP_ID && !this.#current.has(node.nodeId)) this.#forget(node);
    if (this.#anyWaiting.count > 0) this.#pursueAny();
    this.#listener.onNodeDown(node, error, kind);
  }

  onNodeSlow(node: BrokerNode): void {
    if (node.nodeId > FIRST_BOOTSTRAP_ID) this.#listener.onNodeSlow(node);
  }

  onConnectionEvent(event: ConnectionEvent): void {
    this.#listener.onConnectionEvent(event);
  }

  #setBootstrapServers(endpoints: readonly Endpoint[]): void {
    this.#bootstrap = endpoints.map(
      (endpoint, i) => new BrokerNode(FIRST_BOOTSTRAP_ID - i, endpoint, this.#config, this),
    );
  }

  /** Before the first connection; names that cannot be looked up are used as they are. */
  #expandBootstrap(expand: () => Promise<readonly Endpoint[]>): void {
    if (this.#expanding) return;
    this.#expanding = true;
    expand()
      .then(
        (endpoints) => this.#setBootstrapServers(endpoints),
        () => {},
      )
      .finally(() => {
        this.#expand = undefined;
        this.#pursueAny();
      });
  }

  #candidates(): readonly BrokerNode[] {
    if (this.#bootstrapping) return this.#bootstrap;
    const brokers = [...this.#brokers.values()].filter(({ nodeId }) => this.#current.has(nodeId));
    const allFailed = brokers.every((node) => this.#failedSinceReady.has(node));
    return allFailed && this.#rebootstrapAllowed ? [...brokers, ...this.#bootstrap] : brokers;
  }

  #sendWaiting(): void {
    const { clock } = this.#config.attempt;
    while (this.#anyWaiting.count > 0) {
      const now = clock.now();
      const node = leastLoadedNode(this.#candidates(), now, this.#config.random);
      if (!node?.isReady(now)) return;
      const request = this.#anyWaiting.shift();
      if (request !== undefined) node.send(request);
    }
    this.#timer.cancel();
  }

  /** Makes sure that something happens for the requests that wait for any broker. */
  #pursueAny(): void {
    if (this.#anyWaiting.count === 0) return;
    if (this.#expand !== undefined) {
      this.#expandBootstrap(this.#expand);
      return;
    }
    const now = this.#config.attempt.clock.now();
    const candidates = this.#candidates();
    for (const node of candidates) if (node.isSessionOver(now)) node.ensureConnected();
    const idle = candidates.filter((node) => node.connection === undefined && !node.isConnecting);
    const connecting = candidates.filter((node) => node.isConnecting);
    const lastStartMs = Math.max(...connecting.map(({ attemptedAtMs }) => attemptedAtMs));
    if (connecting.length === 0 || now - lastStartMs >= HEDGE_MS) {
      const next = leastLoadedNode(idle, now, this.#config.random);
      next?.ensureConnected();
    }
    const backOffs = idle.map(({ retryAtMs }) => retryAtMs).filter((retryAtMs) => retryAtMs > now);
    this.#timer.armAt(Math.min(now + HEDGE_MS, ...backOffs));
  }

  /** The bootstrap connection goes to the broker that it leads to, if metadata names the same address; else it is closed. */
  #leaveBootstrap(): void {
    const reason = new KafkaConnectionError("the bootstrap connection is not needed any more");
    const stillNeeded = new Set(this.#candidates());
    for (const bootstrap of this.#bootstrap) {
      if (stillNeeded.has(bootstrap)) continue;
      const place = formatEndpoint(bootstrap.endpoint);
      const broker = [...this.#brokers.values()].find((node) => formatEndpoint(node.endpoint) === place);
      if (broker !== undefined && bootstrap.handOver(broker)) continue;
      if (bootstrap.load === 0) bootstrap.disconnect(reason, "released");
    }
  }

  #forget(node: BrokerNode): void {
    this.#brokers.delete(node.nodeId);
    this.#failedSinceReady.delete(node);
    node.close(new KafkaConnectionError(`${node.label} is no longer part of the cluster`));
  }
}

function unknownNode(nodeId: number, asker?: string): KafkaError {
  const prefix = asker === undefined ? "" : `${asker}: `;
  return new KafkaConnectionError(`${prefix}node ${nodeId} is not in the cluster's metadata`);
}
