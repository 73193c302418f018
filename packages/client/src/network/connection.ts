/** One connection to one broker: writes requests, matches answers by order and correlation id, ends once. */
import type { Duplex } from "node:stream";
import {
  type AnyApi,
  decodeResponse,
  encodeRequest,
  FrameSplitter,
  type InitOf,
  type KafkaError,
  peekCorrelationId,
  type ResponseOf,
} from "@k/protocol";
import { LazyTimer } from "../runtime/index.js";
import type { CloseKind, ConnectionConfig } from "./connection-config.js";
import {
  brokenStream,
  closedByBroker,
  idleFor,
  outOfOrder,
  overdue,
  unreadableAnswer,
  unsolicited,
} from "./connection-errors.js";
import { type ConnectionState, isDown, transition } from "./connection-state.js";
import { type Endpoint, formatEndpoint } from "./endpoint.js";
import { explainFirstBytes, explainStreamError } from "./explain-connection-error.js";
import { InFlightRequests } from "./in-flight-requests.js";
import type { NodeApiVersions } from "./node-api-versions.js";
import { PendingRequest } from "./pending-request.js";

/** Told synchronously, from within the stream's own events: listeners must not throw. */
export interface ConnectionListener {
  /** An answer came; its promise is settled already. */
  onResponse(connection: Connection, request: PendingRequest, response: unknown): void;
  /** Nothing more will come from it; every request is settled, though the stream may hold on to buffers for a moment. */
  onClosing(connection: Connection, reason: KafkaError, kind: CloseKind): void;
}

const SIZE_PREFIX_BYTES = 4;
const MAX_CORRELATION_ID = 2 ** 31 - 1;

export class Connection {
  readonly endpoint: Endpoint;
  /** Who hears about it; may change hands. */
  listener: ConnectionListener;
  readonly #config: ConnectionConfig;
  readonly #splitter: FrameSplitter;
  readonly #inFlight = new InFlightRequests();
  /** Handed to the stream, and not yet let go of by it. */
  readonly #unwritten = new Set<PendingRequest>();
  readonly #timer: LazyTimer;
  readonly #dialing = new AbortController();
  #state: ConnectionState = { name: "connecting" };
  #stream: Duplex | undefined;
  #correlationId = 0;
  #lastUsedMs: number;
  #sawBytes = false;
  #answersSinceReady = 0;
  /** An overdue request for whose answer the socket gets one more look before the verdict. */
  #inDoubt: PendingRequest | undefined;

  constructor(endpoint: Endpoint, config: ConnectionConfig, listener: ConnectionListener) {
    this.endpoint = endpoint;
    this.listener = listener;
    this.#config = config;
    this.#splitter = new FrameSplitter({ maxFrameBytes: config.receiveMessageMaxBytes });
    this.#lastUsedMs = config.clock.now();
    this.#timer = new LazyTimer(config.clock, () => this.#onDue());
  }

  get state(): ConnectionState {
    return this.#state;
  }

  get inFlightCount(): number {
    return this.#inFlight.count;
  }

  /** Whether it has proved to be good for something: an answer has come since it became ready. */
  get hasAnswered(): boolean {
    return this.#answersSinceReady > 0;
  }

  /** Aborted when the connection is closed while its stream is still being made. */
  get signal(): AbortSignal {
    return this.#dialing.signal;
  }

  /** Known from the state `authenticating` on. */
  get versions(): NodeApiVersions | undefined {
    return "versions" in this.#state ? this.#state.versions : undefined;
  }

  /** Moves on in its life. Throws the reason if that has ended meanwhile. */
  enter(next: ConnectionState): void {
    if (isDown(this.#state)) throw this.#state.reason;
    this.#state = transition(this.#state, next);
    if (next.name === "ready") this.#armIdle();
  }

  /** Reads from and writes to `stream` from now on. */
  attach(stream: Duplex): void {
    this.#stream = stream;
    stream.on("data", (chunk: Uint8Array) => this.#onData(chunk));
    stream.on("end", () => this.#onEnd());
    stream.on("error", (error) => this.#onStreamError(error));
    stream.on("close", () => this.#onStreamClosed());
    // Between its making and now nobody listened.
    if (stream.errored != null) this.#onStreamError(stream.errored);
    else if (stream.destroyed) this.#onEnd();
  }

  /** Sends over a connection that is ready. A request that cannot be encoded fails alone. */
  send(request: PendingRequest, now: number): void {
    let chunks: Uint8Array[];
    try {
      chunks = this.#encode(request, this.versions!);
    } catch (error) {
      request.rejectUnsent(error);
      return;
    }
    this.#transmit(request, chunks, now);
  }

  /** A request of the set-up, at a version that is given and whatever the state. */
  request<A extends AnyApi>(
    api: A,
    version: number,
    body: InitOf<A>,
    options: {
      readonly anyCorrelationId?: boolean;
      /** Which version the answer is in, where that is not the request's. */
      readonly answerVersion?: (frame: Uint8Array) => number;
    } = {},
  ): Promise<ResponseOf<A>> {
    return new Promise((resolve, reject) => {
      if (isDown(this.#state)) throw this.#state.reason;
      const request = this.#setUpRequest(api, body, resolve as (response: unknown) => void, reject);
      request.version = version;
      request.anyCorrelationId = options.anyCorrelationId ?? false;
      request.answerVersion = options.answerVersion;
      request.correlationId = this.#nextCorrelationId();
      this.#transmit(request, encodeRequest(api, version, this.#header(request), body), this.#config.clock.now());
    });
  }

  /** A bare SASL token, as handshake v0 wants it: size and bytes, no header, answered in kind. */
  exchangeToken(token: Uint8Array): Promise<Uint8Array> {
    return new Promise((resolve, reject) => {
      if (isDown(this.#state)) throw this.#state.reason;
      const request = this.#setUpRequest(null, token, resolve as (response: unknown) => void, reject);
      const size = new Uint8Array(4);
      new DataView(size.buffer).setInt32(0, token.length);
      this.#transmit(request, token.length === 0 ? [size] : [size, token], this.#config.clock.now());
    });
  }

  /** Ends it: everything in flight fails with `reason`. */
  close(reason: KafkaError, kind: CloseKind = "failed"): void {
    if (isDown(this.#state)) return;
    this.#state = transition(this.#state, { name: "closing", reason });
    this.#timer.cancel();
    this.#dialing.abort(reason);
    for (const request of this.#inFlight.drain()) request.reject(reason);
    for (const request of this.#unwritten) request.reject(reason);
    if (this.#stream === undefined) this.#onStreamClosed();
    else this.#stream.destroy();
    this.listener.onClosing(this, reason, kind);
  }

  #encode(request: PendingRequest, versions: NodeApiVersions): Uint8Array[] {
    const api = request.api!;
    const version = versions.pick(api, request, formatEndpoint(this.endpoint));
    request.version = version;
    request.correlationId = this.#nextCorrelationId();
    const body = typeof request.body === "function" ? request.body(version) : request.body;
    return encodeRequest(api, version, this.#header(request), body);
  }

  #header(request: PendingRequest): { correlationId: number; clientId: string | null } {
    return { correlationId: request.correlationId, clientId: this.#config.clientId };
  }

  /** One request is one writev: its chunks are neither concatenated nor sent one by one. */
  #transmit(request: PendingRequest, chunks: readonly Uint8Array[], now: number): void {
    const stream = this.#stream!;
    if (request.expectResponse) this.#inFlight.push(request);
    const last = chunks.length - 1;
    if (last > 0) {
      stream.cork();
      for (let i = 0; i < last; i++) stream.write(chunks[i]);
    }
    if (request.wantsWritten) {
      this.#unwritten.add(request);
      stream.write(chunks[last], (error) => this.#onWritten(request, error));
    } else {
      stream.write(chunks[last]);
    }
    if (last > 0) stream.uncork();
    this.#lastUsedMs = now;
    this.#timer.armAt(request.deadlineMs);
  }

  #onWritten(request: PendingRequest, error: Error | null | undefined): void {
    // Node tells the callback before it tells the stream: whoever closes the connection then still has to find the request.
    if (error || !this.#unwritten.delete(request)) return;
    if (!request.expectResponse) request.resolve(null);
    request.release();
  }

  #onData(chunk: Uint8Array): void {
    if (isDown(this.#state)) return;
    const first = !this.#sawBytes;
    this.#sawBytes = true;
    let frames: readonly Uint8Array[];
    try {
      frames = this.#splitter.push(chunk);
    } catch (error) {
      this.#fail(first ? explainFirstBytes(chunk, this.endpoint, error) : brokenStream(error, this.#label));
      return;
    }
    if (frames.length > 0) this.#lastUsedMs = this.#config.clock.now();
    for (const frame of frames) {
      this.#onFrame(frame);
      if (isDown(this.#state)) return;
    }
  }

  #onFrame(frame: Uint8Array): void {
    const request = this.#inFlight.shift();
    if (request === undefined) {
      this.#fail(unsolicited(this.#label, frame.length));
      return;
    }
    request.answerBytes = SIZE_PREFIX_BYTES + frame.length;
    let response: unknown;
    try {
      response = request.api === null ? frame : this.#decode(request.api, request, frame);
    } catch (error) {
      // Whether the broker acted on this one can no longer be found out; the ones behind it may simply be sent again.
      request.reject(unreadableAnswer(error, this.#label, request));
      this.#fail(brokenStream(error, this.#label, request));
      return;
    }
    if (this.#state.name === "ready") this.#answersSinceReady++;
    request.resolve(response);
    this.listener.onResponse(this, request, response);
  }

  #decode(api: AnyApi, request: PendingRequest, frame: Uint8Array): unknown {
    const correlationId = peekCorrelationId(frame);
    if (correlationId !== request.correlationId && !(request.anyCorrelationId && correlationId === 0)) {
      throw outOfOrder(this.#label, correlationId, request);
    }
    const version = request.answerVersion === undefined ? request.version : request.answerVersion(frame);
    return decodeResponse(api, version, frame).response;
  }

  #onEnd(): void {
    const hint = this.#state.name === "ready" && !this.hasAnswered ? this.#config.hintIfUnwelcome : undefined;
    this.#fail(closedByBroker(this.#label, { wasSilent: !this.#sawBytes, oldest: this.#inFlight.oldest, hint }));
  }

  #onStreamError(error: Error): void {
    this.#fail(explainStreamError(error, this.endpoint));
  }

  #onStreamClosed(): void {
    if (!isDown(this.#state)) this.#onEnd();
    if (this.#state.name === "closing")
      this.#state = transition(this.#state, { name: "closed", reason: this.#state.reason });
    for (const request of this.#unwritten) request.release();
    this.#unwritten.clear();
  }

  /** A deadline may have passed, or the connection may have been idle for long enough. */
  #onDue(): void {
    const now = this.#config.clock.now();
    const urgent = this.#mostUrgent();
    if (urgent === undefined) {
      this.#inDoubt = undefined;
      if (this.#idleDeadlineMs() <= now) this.close(idleFor(this.#label, now - this.#lastUsedMs), "idle");
      else this.#armIdle();
    } else if (urgent.deadlineMs > now) {
      this.#inDoubt = undefined;
      this.#timer.armAt(urgent.deadlineMs);
    } else if (this.#inDoubt !== urgent) {
      // The answer may be in the socket already, unread because the event loop was blocked: let the loop turn once.
      // A punctual timer would have been here at the deadline, so what is beyond it the loop stood still: not counted.
      this.#inDoubt = urgent;
      this.#timer.armAt(now + Math.min(now - urgent.deadlineMs, urgent.timeoutMs));
    } else {
      this.#onTimeout(urgent);
    }
  }

  // Answers come in order, so one that is overdue blocks all behind it, and a late answer could be taken for another's.
  #onTimeout(request: PendingRequest): void {
    const { own, others } = overdue(this.#label, request);
    request.reject(own);
    this.#fail(others);
  }

  #mostUrgent(): PendingRequest | undefined {
    let urgent = this.#inFlight.mostUrgent();
    for (const request of this.#unwritten) {
      if (request.expectResponse) continue;
      if (urgent === undefined || request.deadlineMs < urgent.deadlineMs) urgent = request;
    }
    return urgent;
  }

  #idleDeadlineMs(): number {
    const { connectionsMaxIdleMs } = this.#config;
    return connectionsMaxIdleMs > 0 ? this.#lastUsedMs + connectionsMaxIdleMs : Number.POSITIVE_INFINITY;
  }

  #armIdle(): void {
    const deadlineMs = this.#idleDeadlineMs();
    if (deadlineMs !== Number.POSITIVE_INFINITY) this.#timer.armAt(deadlineMs);
  }

  #fail(reason: KafkaError): void {
    this.close(reason, "failed");
  }

  #setUpRequest(
    api: AnyApi | null,
    body: unknown,
    resolve: (response: unknown) => void,
    reject: (error: unknown) => void,
  ): PendingRequest {
    const { clock, requestTimeoutMs } = this.#config;
    return new PendingRequest(api, body, requestTimeoutMs, clock.now() + requestTimeoutMs, {}, resolve, reject);
  }

  #nextCorrelationId(): number {
    this.#correlationId = this.#correlationId === MAX_CORRELATION_ID ? 0 : this.#correlationId + 1;
    return this.#correlationId;
  }

  get #label(): string {
    return formatEndpoint(this.endpoint);
  }
}
