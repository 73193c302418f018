/** One broker as the client sees it: its address, its one connection, when to reconnect, and what waits for it. */
import type { AnyApi, KafkaError } from "@k/protocol";
import { KafkaConnectionError } from "../errors.js";
import { LazyTimer } from "../runtime/index.js";
import { type AttemptConfig, ConnectAttempt } from "./connect-attempt.js";
import type { Connection, ConnectionListener } from "./connection.js";
import type { CloseKind } from "./connection-config.js";
import type { ConnectionEvent } from "./connection-event.js";
import { type Endpoint, formatEndpoint } from "./endpoint.js";
import type { PendingRequest } from "./pending-request.js";
import { type PacingConfig, ReconnectPacing } from "./reconnect-pacing.js";
import { HostAddresses, type Resolver } from "./resolve.js";
import { throttleOf } from "./throttle.js";
import { WaitingRequests } from "./waiting-requests.js";

export interface BrokerNodeConfig extends PacingConfig {
  readonly attempt: AttemptConfig;
  readonly resolver: Resolver;
  readonly maxInFlightRequestsPerConnection: number;
}

export interface BrokerNodeListener {
  /** It can take a request again: connected, no longer throttled, or a slot has come free. */
  onNodeReady(node: BrokerNode): void;
  /** A connection, or the attempt to make one, has ended. */
  onNodeDown(node: BrokerNode, error: KafkaError, kind: CloseKind): void;
  /** It was to be connected a while ago and still is not; told again and again until it is, or has failed. */
  onNodeSlow(node: BrokerNode): void;
  onConnectionEvent(event: ConnectionEvent): void;
}

/** A host that is gone does not refuse connections, it says nothing; long before that is sure one may look around. */
const SLOW_MS = 1_000;

type NodeState =
  /** No connection, and nobody asked for one. */
  | { readonly name: "disconnected" }
  /** Somebody asked for a connection before the back-off was over: one will be tried when it is. */
  | { readonly name: "backing-off" }
  | { readonly name: "connecting"; readonly attempt: ConnectAttempt }
  /** The connection is ready, or authenticating again. */
  | { readonly name: "connected"; readonly connection: Connection }
  | { readonly name: "closed"; readonly reason: KafkaError };

export class BrokerNode implements ConnectionListener {
  readonly nodeId: number;
  readonly #config: BrokerNodeConfig;
  readonly #listener: BrokerNodeListener;
  readonly #pacing: ReconnectPacing;
  readonly #waiting: WaitingRequests;
  /** Fires when the back-off or the throttling is over, or when connecting takes long. */
  readonly #timer: LazyTimer;
  #addresses: HostAddresses;
  #endpoint: Endpoint;
  #state: NodeState = { name: "disconnected" };
  #mutedUntilMs = Number.NEGATIVE_INFINITY;
  #speaksApiVersions = false;

  constructor(nodeId: number, endpoint: Endpoint, config: BrokerNodeConfig, listener: BrokerNodeListener) {
    this.nodeId = nodeId;
    this.#endpoint = endpoint;
    this.#config = config;
    this.#listener = listener;
    this.#addresses = new HostAddresses(config.resolver);
    this.#pacing = new ReconnectPacing(config);
    this.#waiting = new WaitingRequests(config.attempt.clock, () => ({
      what: `no usable connection to ${this.label}`,
      cause: this.#pacing.lastError,
    }));
    this.#timer = new LazyTimer(config.attempt.clock, () => this.#onDue());
  }

  get endpoint(): Endpoint {
    return this.#endpoint;
  }

  get label(): string {
    return this.nodeId >= 0
      ? `node ${this.nodeId} (${formatEndpoint(this.#endpoint)})`
      : formatEndpoint(this.#endpoint);
  }

  get connection(): Connection | undefined {
    return this.#state.name === "connected" ? this.#state.connection : undefined;
  }

  get isConnecting(): boolean {
    return this.#state.name === "connecting";
  }

  /** In flight and waiting. */
  get load(): number {
    return this.inFlightCount + this.#waiting.count;
  }

  get inFlightCount(): number {
    return this.connection?.inFlightCount ?? 0;
  }

  /** Of the last connection that failed; undefined once one is good. */
  get lastError(): KafkaError | undefined {
    return this.#pacing.lastError;
  }

  get attemptedAtMs(): number {
    return this.#pacing.attemptedAtMs;
  }

  /** When the next attempt may start. */
  get retryAtMs(): number {
    return this.#pacing.retryAtMs;
  }

  get mutedUntilMs(): number {
    return this.#mutedUntilMs;
  }

  apiVersion(api: AnyApi): number | undefined {
    return this.connection?.versions?.find(api);
  }

  finalizedFeature(name: string): number | undefined {
    return this.connection?.versions?.finalizedFeatures.get(name);
  }

  /** Whether a request would leave at once. */
  isReady(now: number): boolean {
    return this.#canTake(now) && this.#waiting.count === 0;
  }

  /** Whether we have to prove again who we are before anything else is sent; begins with `ensureConnected`. */
  isSessionOver(now: number): boolean {
    const state = this.connection?.state;
    return state?.name === "ready" && state.reauthenticateAtMs <= now;
  }

  /** Sends at once if the node is ready; else as soon as it is, in the order of the calls. */
  send(request: PendingRequest): void {
    const now = this.#config.attempt.clock.now();
    if (this.isReady(now)) {
      (this.#state as { connection: Connection }).connection.send(request, now);
    } else if (this.#state.name === "closed") {
      request.rejectUnsent(this.#state.reason);
    } else {
      this.#waiting.add(request);
      this.ensureConnected();
    }
  }

  /** Starts to connect, or makes sure that it happens when the back-off is over; renews a session that is over. */
  ensureConnected(): void {
    const now = this.#config.attempt.clock.now();
    if (this.isSessionOver(now)) this.#reauthenticate();
    if (this.#state.name !== "disconnected") return;
    if (now >= this.retryAtMs) this.#connect(now);
    else {
      this.#state = { name: "backing-off" };
      this.#timer.armAt(this.retryAtMs);
    }
  }

  /** Brokers move: the next connection goes to the new place, while one that still works is left alone. */
  moveTo(endpoint: Endpoint): void {
    if (endpoint.host === this.#endpoint.host && endpoint.port === this.#endpoint.port) return;
    this.#endpoint = endpoint;
    this.#addresses = new HostAddresses(this.#config.resolver);
    this.#speaksApiVersions = false;
    if (this.#state.name === "connected" || this.#state.name === "closed") return;
    const before = this.#state;
    this.#pacing.moved();
    if (before.name !== "disconnected") this.#connect(this.#config.attempt.clock.now());
    if (before.name === "connecting") before.attempt.cancel(new KafkaConnectionError(`${this.label}: moved`));
  }

  /** Gives its connection, if that has nothing to do, to another node that stands for the same address. */
  handOver(other: BrokerNode): boolean {
    if (this.#state.name !== "connected" || other.#state.name !== "disconnected" || this.load > 0) return false;
    const { connection } = this.#state;
    // While it authenticates again there may be nothing in flight either.
    if (connection.state.name !== "ready") return false;
    this.#state = { name: "disconnected" };
    connection.listener = other;
    other.#speaksApiVersions = this.#speaksApiVersions;
    other.#mutedUntilMs = this.#mutedUntilMs;
    if (this.#mutedUntilMs > this.#config.attempt.clock.now()) other.#timer.armAt(this.#mutedUntilMs);
    other.#onConnected(connection);
    return true;
  }

  /** Ends the connection or the attempt; later requests try again. */
  disconnect(reason: KafkaError, kind: CloseKind): void {
    if (this.#state.name === "connected") this.#state.connection.close(reason, kind);
    else if (this.#state.name === "connecting") this.#state.attempt.cancel(reason);
    else if (this.#state.name === "backing-off") {
      this.#state = { name: "disconnected" };
      this.#waiting.rejectAll(reason);
    }
  }

  /** For good. */
  close(reason: KafkaError): void {
    const before = this.#state;
    this.#state = { name: "closed", reason };
    this.#timer.cancel();
    this.#waiting.rejectAll(reason);
    if (before.name === "connected") before.connection.close(reason, "released");
    else if (before.name === "connecting") before.attempt.cancel(reason);
  }

  onResponse(connection: Connection, request: PendingRequest, response: unknown): void {
    const wasFull = connection.inFlightCount === this.#config.maxInFlightRequestsPerConnection - 1;
    if (connection.hasAnswered) this.#pacing.proved();
    this.#listener.onConnectionEvent({
      name: "answered",
      nodeId: this.nodeId,
      api: request.name,
      bytes: request.answerBytes,
    });
    const throttleMs = throttleOf(request, response);
    if (throttleMs > 0) this.#mute(throttleMs);
    if (this.#waiting.count > 0 || wasFull) this.#onUsable();
  }

  onClosing(_connection: Connection, reason: KafkaError, kind: CloseKind): void {
    this.#listener.onConnectionEvent({ name: "closed", nodeId: this.nodeId, reason });
    if (this.#state.name === "closed") return;
    this.#state = { name: "disconnected" };
    this.#mutedUntilMs = Number.NEGATIVE_INFINITY;
    if (kind === "failed") this.#pacing.failed(reason, this.#config.attempt.clock.now());
    if (this.#waiting.count > 0 && kind !== "failed") this.ensureConnected();
    else this.#waiting.rejectAll(reason);
    this.#listener.onNodeDown(this, reason, kind);
  }

  #connect(now: number): void {
    const { attempt: config } = this.#config;
    const target = {
      endpoint: this.#endpoint,
      addresses: this.#addresses,
      setupTimeoutMs: this.#pacing.begin(now),
      mayBeLegacy: config.legacyBrokers && !this.#speaksApiVersions && config.security.authenticate === undefined,
    };
    const attempt = new ConnectAttempt(config, target, {
      onReady: (connection) => this.#onAttemptReady(attempt, connection),
      onFailed: (error) => this.#onAttemptFailed(attempt, error),
    });
    this.#state = { name: "connecting", attempt };
    this.#timer.armAt(now + SLOW_MS);
    attempt.start();
  }

  #onAttemptReady(attempt: ConnectAttempt, connection: Connection): void {
    if (this.#state.name !== "connecting" || this.#state.attempt !== attempt) {
      connection.close(new KafkaConnectionError(`the connection to ${this.label} is not needed any more`), "released");
      return;
    }
    connection.listener = this;
    this.#timer.cancel();
    this.#speaksApiVersions = connection.versions?.source === "negotiated";
    this.#listener.onConnectionEvent({ name: "opened", nodeId: this.nodeId });
    this.#onConnected(connection);
  }

  #onAttemptFailed(attempt: ConnectAttempt, error: KafkaError): void {
    if (this.#state.name !== "connecting" || this.#state.attempt !== attempt) return;
    this.#timer.cancel();
    this.#state = { name: "disconnected" };
    this.#pacing.failed(error, this.#config.attempt.clock.now());
    this.#waiting.rejectAll(error);
    this.#listener.onConnectionEvent({ name: "failed", nodeId: this.nodeId, error });
    this.#listener.onNodeDown(this, error, "failed");
  }

  #onConnected(connection: Connection): void {
    this.#state = { name: "connected", connection };
    this.#pacing.lastError = undefined;
    this.#onUsable();
  }

  /** KIP-219: the broker has answered at once and will not read from us for this long. */
  #mute(throttleMs: number): void {
    this.#mutedUntilMs = Math.max(this.#mutedUntilMs, this.#config.attempt.clock.now() + throttleMs);
    this.#timer.armAt(this.#mutedUntilMs);
  }

  #onDue(): void {
    const now = this.#config.attempt.clock.now();
    if (this.#state.name === "backing-off") {
      if (now >= this.retryAtMs) this.#connect(now);
      else this.#timer.armAt(this.retryAtMs);
    } else if (this.#state.name === "connecting") {
      this.#timer.armAt(now + SLOW_MS);
      this.#listener.onNodeSlow(this);
    } else if (this.#state.name === "connected") {
      if (now >= this.#mutedUntilMs) this.#onUsable();
      else this.#timer.armAt(this.#mutedUntilMs);
    }
  }

  /** Sends what waits, and tells the listener if there is room for more. */
  #onUsable(): void {
    const now = this.#config.attempt.clock.now();
    if (this.isSessionOver(now)) this.#reauthenticate();
    while (this.#waiting.count > 0 && this.#canTake(now)) {
      const request = this.#waiting.shift();
      if (request !== undefined) (this.#state as { connection: Connection }).connection.send(request, now);
    }
    if (this.isReady(now)) this.#listener.onNodeReady(this);
  }

  /** Whether the connection could take one more request, whoever's turn it is. */
  #canTake(now: number): boolean {
    const { connection } = this;
    return (
      connection !== undefined &&
      connection.state.name === "ready" &&
      connection.state.reauthenticateAtMs > now &&
      connection.inFlightCount < this.#config.maxInFlightRequestsPerConnection &&
      this.#mutedUntilMs <= now
    );
  }

  /** KIP-368: earlier requests are answered while SASL runs again behind them; later ones wait here. */
  #reauthenticate(): void {
    const connection = this.connection!;
    const versions = connection.versions!;
    connection.enter({ name: "re-authenticating", versions });
    const { nodeId } = this;
    const { clock } = this.#config.attempt;
    const startMs = clock.now();
    this.#config.attempt.security.authenticate!(connection, versions).then(
      (session) => {
        if (connection.state.name !== "re-authenticating") return;
        connection.enter({ name: "ready", versions, ...session });
        this.#listener.onConnectionEvent({ name: "re-authenticated", nodeId, durationMs: clock.now() - startMs });
        this.#onUsable();
      },
      (error: KafkaError) => {
        if (connection.state.name !== "re-authenticating") return;
        this.#listener.onConnectionEvent({ name: "re-authentication failed", nodeId, error });
        connection.close(error);
      },
    );
  }
}
