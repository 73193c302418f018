/** The client: one object that speaks to a whole cluster. It wires the parts together and decides nothing itself. */
import { type AnyApi, type InitOf, type KafkaError, Metadata as MetadataApi, type ResponseOf } from "@k/protocol";
import { bootstrapOptions, type KafkaClientOptions, resolveOptions } from "./client-options.js";
import { createSecurity } from "./client-security.js";
import { IllegalStateError } from "./errors.js";
import { Metadata } from "./metadata/index.js";
import {
  BrokerNodes,
  type ConnectionEvent,
  dialTcp,
  PendingRequest,
  systemResolver,
  unresolved,
} from "./network/index.js";
import { NodeEvents } from "./node-events.js";
import { type Destination, RequestRouter } from "./request-router.js";
import { type Clock, emitProcessWarning, silentLogger, systemClock, systemRandom } from "./runtime/index.js";
import { clientSoftware } from "./software.js";

export interface SendOptions {
  /** A node id, any broker, or the controller. */
  readonly to: Destination;
  /** The oldest version that can carry what the request means. */
  readonly minVersion?: number;
  readonly maxVersion?: number;
  /** Default: `requestTimeoutMs`. */
  readonly timeoutMs?: number;
  /** False for requests that brokers do not answer (Produce with acks 0): resolves with null when written. */
  readonly expectResponse?: boolean;
  /** Called once when the socket has let go of the request's buffers, whatever became of the request. */
  readonly onWritten?: () => void;
  readonly signal?: AbortSignal;
}

/** The request, or how to make it once the version is known. */
export type RequestInit<A> = InitOf<A> | ((version: number) => InitOf<A>);

export class KafkaClient {
  readonly metadata: Metadata;
  readonly #nodes: BrokerNodes;
  readonly #router: RequestRouter;
  readonly #events: NodeEvents;
  readonly #clock: Clock;
  readonly #requestTimeoutMs: number;

  /** Starts no IO. Throws `KafkaConfigurationError` for options that cannot work. */
  constructor(options: KafkaClientOptions = {}) {
    const settings = resolveOptions(options);
    const { clock = systemClock, random = systemRandom, logger = silentLogger, connect = dialTcp } = options;
    const resolver = options.resolver ?? (options.connect === undefined ? systemResolver : unresolved);
    const warn = options.logger === undefined ? emitProcessWarning : (text: string) => logger.warn(text);
    settings.warnings.forEach(warn);
    this.#clock = clock;
    this.#requestTimeoutMs = settings.requestTimeoutMs;
    this.#events = new NodeEvents(
      logger,
      (error) => this.metadata.onDisconnect(error),
      // Whoever waits for it may have to go elsewhere by now.
      () => this.metadata.requestUpdate(),
    );
    const attempt = {
      ...settings,
      clock,
      connect,
      connection: { ...settings, ...settings.security, clock },
      security: createSecurity(options, settings.security, { clock, random, logger }),
      software: clientSoftware,
    };
    this.#nodes = new BrokerNodes(
      { ...settings, attempt, random, resolver },
      bootstrapOptions(settings, resolver),
      this.#events,
    );
    this.metadata = new Metadata(
      { ...settings, clock, random, logger },
      {
        fetch: (build) => this.send(MetadataApi, build, { to: "any" }),
        trouble: () => this.#nodes.trouble(),
        rebootstrap: (reason) => this.#nodes.rebootstrap(reason),
      },
    );
    this.metadata.onUpdate((cluster) => this.#nodes.update(cluster.brokers.values()));
    this.#router = new RequestRouter(this.#nodes, this.metadata, clock);
  }

  /**
   * Sends one request and resolves with its answer. Connects if needed; the version is chosen when the bytes leave,
   * by what that connection's broker speaks.
   */
  send<A extends AnyApi>(
    api: A,
    request: RequestInit<A>,
    options: SendOptions & { readonly expectResponse: false },
  ): Promise<null>;
  send<A extends AnyApi>(api: A, request: RequestInit<A>, options: SendOptions): Promise<ResponseOf<A>>;
  send(api: AnyApi, body: unknown, options: SendOptions): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const timeoutMs = options.timeoutMs ?? this.#requestTimeoutMs;
      const deadlineMs = this.#clock.now() + timeoutMs;
      this.#router.send(new PendingRequest(api, body, timeoutMs, deadlineMs, options, resolve, reject), options.to);
    });
  }

  /** Whether a request to this node would leave at once: connected, authenticated, not throttled, not full. */
  isReady(nodeId: number): boolean {
    return this.#nodes.get(nodeId)?.isReady(this.#clock.now()) ?? false;
  }

  /**
   * Starts to connect, now or when the back-off is over; asks for newer metadata where there is no such node. Never throws;
   * `onReady` and `onDisconnect` tell how it went. May be called as often as one likes: after a failed authentication the
   * back-off is a long one. A session that is over (KIP-368) is renewed.
   */
  ensureConnected(nodeId: number): void {
    this.#router.ensureConnected(nodeId);
  }

  /**
   * Why the node's last connection, or the attempt to make one, failed: for whoever gave up on it and wants to say why.
   * Undefined if nothing has failed since it was last ready.
   */
  nodeTrouble(nodeId: number): KafkaError | undefined {
    return this.#nodes.troubleOf(nodeId);
  }

  /** Ends the connection to a node whose answers cannot be trusted: what is in flight fails with `reason`. */
  disconnect(nodeId: number, reason: KafkaError): void {
    this.#nodes.get(nodeId)?.disconnect(reason, "failed");
  }

  inFlightCount(nodeId: number): number {
    return this.#nodes.get(nodeId)?.inFlightCount ?? 0;
  }

  /** Until when the node must be left alone because of a quota, on the client's clock; in the past if it need not. */
  throttledUntilMs(nodeId: number): number {
    return this.#nodes.get(nodeId)?.mutedUntilMs ?? Number.NEGATIVE_INFINITY;
  }

  /** The version that `send` would pick; undefined while not connected, or if there is none in common. */
  apiVersion(nodeId: number, api: AnyApi): number | undefined {
    return this.#nodes.get(nodeId)?.apiVersion(api);
  }

  /** A cluster-wide feature level (KIP-584) as the node told it, e.g. `transaction.version`. */
  finalizedFeature(nodeId: number, name: string): number | undefined {
    return this.#nodes.get(nodeId)?.finalizedFeature(name);
  }

  /** Called when a node can take a request again; returns a function that ends it. */
  onReady(listener: (nodeId: number) => void): () => void {
    return this.#events.onReady(listener);
  }

  /** Called when a connection, or the attempt to make one, has failed; returns a function that ends it. */
  onDisconnect(listener: (nodeId: number, error: Error) => void): () => void {
    return this.#events.onDisconnect(listener);
  }

  /** Called with each thing that happens on a connection, for metrics; returns a function that ends it. */
  onConnection(listener: (event: ConnectionEvent) => void): () => void {
    return this.#events.onConnection(listener);
  }

  /** Resolves when some broker has answered with metadata. */
  connect(options: { readonly timeoutMs?: number; readonly signal?: AbortSignal } = {}): Promise<void> {
    return this.#router.connect({ timeoutMs: this.#requestTimeoutMs, ...options });
  }

  bootstrapConnected(): boolean {
    return this.metadata.cluster.brokers.size > 0;
  }

  /** Fails what is pending and ends all connections. Nothing of this client keeps the process alive after it. */
  async close(): Promise<void> {
    const reason = new IllegalStateError("the client is closed");
    this.metadata.close(reason);
    this.#router.close(reason);
    this.#nodes.close(reason);
    this.#events.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}
