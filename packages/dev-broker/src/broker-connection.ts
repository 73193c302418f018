/**
 * One connection: frames in, handler, frames out. Like a real broker it works on one request at a time and answers in
 * order, however many the client has sent ahead; and it reads no further while the client does not take its answers.
 */
import type { Duplex } from "node:stream";
import {
  type AnyApi,
  ApiVersions,
  type DecodedRequestHeader,
  decodeRequestHeader,
  ErrorCode,
  encodeResponse,
  FrameSplitter,
  type RequestOf,
} from "@k/protocol";
import { sleep } from "./clock.js";
import type { BrokerNode, ClusterState } from "./cluster/index.js";
import { type Exchange, type FaultRegistry, intercepted, type Outcome, type WireStep } from "./faults/index.js";
import { type AnyHandler, handlers } from "./handlers/index.js";
import type { RequestContext, VersionRange } from "./request-context.js";

export interface ConnectionSurroundings {
  readonly cluster: ClusterState;
  readonly broker: BrokerNode;
  readonly listener: string;
  readonly faults: FaultRegistry;
  readonly apiVersions: ReadonlyMap<number, VersionRange>;
  readonly connectionId: number;
}

/** socket.request.max.bytes, Kafka's default. */
const MAX_REQUEST_BYTES = 100 * 1024 * 1024;

export class BrokerConnection {
  readonly #stream: Duplex;
  readonly #surroundings: ConnectionSurroundings;
  readonly #splitter = new FrameSplitter({ maxFrameBytes: MAX_REQUEST_BYTES });
  readonly #waiting: Uint8Array[] = [];
  #busy = false;
  /** Reads on, answers nothing. */
  #mute = false;

  constructor(stream: Duplex, surroundings: ConnectionSurroundings) {
    this.#stream = stream;
    this.#surroundings = surroundings;
    stream.on("data", (chunk: Uint8Array) => this.#receive(chunk));
    // The client hung up, or the connection broke: nothing to tell anybody.
    stream.on("error", () => stream.destroy());
    stream.on("end", () => stream.destroy());
  }

  close(): void {
    this.#stream.destroy();
  }

  #receive(chunk: Uint8Array): void {
    if (this.#mute) return;
    try {
      this.#waiting.push(...this.#splitter.push(chunk));
    } catch {
      this.close();
      return;
    }
    this.#work();
  }

  #work(): void {
    while (!this.#busy && !this.#mute && !this.#stream.destroyed) {
      const frame = this.#waiting.shift();
      if (frame === undefined) return;
      let pending: Promise<void> | undefined;
      try {
        pending = this.#serve(frame);
      } catch (error) {
        this.#fail(error);
        return;
      }
      if (pending === undefined) continue;
      this.#busy = true;
      // As a real broker mutes the channel: what the client sends now waits in its socket.
      this.#stream.pause();
      pending.then(
        () => this.#goOn(),
        (error: unknown) => this.#fail(error),
      );
    }
  }

  /** A bug here or in an interceptor must not look like weather: it ends the connection and is told to the process. */
  #fail(error: unknown): void {
    this.close();
    queueMicrotask(() => {
      throw error;
    });
  }

  #goOn(): void {
    this.#busy = false;
    if (this.#stream.destroyed) return;
    this.#work();
    if (!this.#busy) this.#stream.resume();
  }

  /** Nothing to wait for if it returns undefined. A request that cannot be read ends the connection, as in Kafka. */
  #serve(frame: Uint8Array): Promise<void> | undefined {
    let header: DecodedRequestHeader;
    let request: RequestOf<AnyApi>;
    let handler: AnyHandler | undefined;
    try {
      header = decodeRequestHeader(frame);
      handler = this.#handlerOf(header);
      if (handler === undefined) return this.#unsupported(header);
      request = handler.api.request(header.apiVersion).read(header.body);
    } catch {
      this.close();
      return undefined;
    }
    const { apiVersion, clientId } = header;
    const { cluster, broker, listener, apiVersions, faults } = this.#surroundings;
    const context: RequestContext = { cluster, broker, listener, apiVersions, apiVersion, clientId };
    const interceptors = faults.match(header.apiKey, broker.id);
    if (interceptors.length > 0) {
      const { handle } = handler;
      const exchange = new LiveExchange(handler, request, header, context, this.#surroundings.connectionId);
      const outcome = intercepted(interceptors, exchange, async () => handle.call(handler, request, context));
      return outcome.then((settled) => this.#answer(handler.api, header, settled, exchange.shapes));
    }
    const answer = handler.handle(request, context);
    if (answer instanceof Promise) return answer.then((settled) => this.#answer(handler.api, header, settled));
    return this.#answer(handler.api, header, answer);
  }

  #handlerOf({ apiKey, apiVersion }: DecodedRequestHeader): AnyHandler | undefined {
    const range = this.#surroundings.apiVersions.get(apiKey);
    const handler = handlers.get(apiKey);
    return range !== undefined && apiVersion >= range.min && apiVersion <= range.max ? handler : undefined;
  }

  /** Kafka answers a too new ApiVersions in v0, with the versions of ApiVersions (KIP-511), and hangs up on anything else. */
  #unsupported({ apiKey, correlationId }: DecodedRequestHeader): Promise<void> | undefined {
    const range = this.#surroundings.apiVersions.get(apiKey);
    if (apiKey !== ApiVersions.key || range === undefined) {
      this.close();
      return undefined;
    }
    const apiKeys = [{ apiKey, minVersion: range.min, maxVersion: range.max }];
    const answer = { errorCode: ErrorCode.UNSUPPORTED_VERSION, apiKeys };
    return this.#write(encodeResponse(ApiVersions, 0, correlationId, answer));
  }

  #answer(
    api: AnyApi,
    { apiVersion, correlationId }: DecodedRequestHeader,
    outcome: Outcome<AnyApi>,
    shapes: readonly Shape[] = [],
  ): Promise<void> | undefined {
    if (outcome === "none" || this.#stream.destroyed) return undefined;
    if (outcome === "mute") {
      this.#mute = true;
      this.#stream.resume();
      return undefined;
    }
    if (outcome === "close") {
      this.close();
      return undefined;
    }
    const chunks = encodeResponse(api, apiVersion, correlationId, outcome);
    return shapes.length === 0 ? this.#write(chunks) : this.#writeSteps(reshape(chunks, shapes));
  }

  /** Undefined, or a promise while the client is slow to take what it asked for. */
  #write(chunks: readonly Uint8Array[]): Promise<void> | undefined {
    const stream = this.#stream;
    let hasRoom = true;
    if (chunks.length === 1) hasRoom = stream.write(chunks[0]);
    else {
      stream.cork();
      for (const chunk of chunks) hasRoom = stream.write(chunk);
      stream.uncork();
    }
    if (hasRoom) return undefined;
    return new Promise((resolve) => {
      const done = (): void => {
        stream.off("drain", done);
        stream.off("close", done);
        resolve();
      };
      stream.on("drain", done);
      stream.on("close", done);
    });
  }

  async #writeSteps(steps: readonly WireStep[]): Promise<void> {
    for (const step of steps) {
      if (this.#stream.destroyed) return;
      if (step === "close") this.#stream.end(() => this.close());
      else if (step instanceof Uint8Array) await this.#write([step]);
      // Even a pause of 0 ends the current turn, so that the peer sees the pieces one by one.
      else await sleep(this.#surroundings.cluster.clock, step.pauseMs);
    }
  }
}

type Shape = (frame: Uint8Array) => readonly WireStep[];

/** Each shape works on the bytes that the one before it left; its pauses and ends stay. */
function reshape(chunks: readonly Uint8Array[], shapes: readonly Shape[]): readonly WireStep[] {
  let steps: readonly WireStep[] = [Buffer.concat(chunks)];
  for (const shape of shapes) steps = steps.flatMap((step) => (step instanceof Uint8Array ? shape(step) : [step]));
  return steps;
}

/** What interceptors see of a request. */
class LiveExchange implements Exchange {
  readonly api: AnyApi;
  readonly apiVersion: number;
  readonly request: RequestOf<AnyApi>;
  readonly clientId: string | null;
  readonly brokerId: number;
  readonly connectionId: number;
  readonly shapes: Shape[] = [];
  readonly #handler: AnyHandler;
  readonly #context: RequestContext;

  constructor(
    handler: AnyHandler,
    request: RequestOf<AnyApi>,
    header: DecodedRequestHeader,
    context: RequestContext,
    connectionId: number,
  ) {
    this.api = handler.api;
    this.apiVersion = header.apiVersion;
    this.request = request;
    this.clientId = header.clientId;
    this.brokerId = context.broker.id;
    this.connectionId = connectionId;
    this.#handler = handler;
    this.#context = context;
  }

  refusal(errorCode: number) {
    return this.#handler.refuse(this.request, errorCode, this.#context);
  }

  sleep(delayMs: number): Promise<void> {
    return sleep(this.#context.cluster.clock, delayMs);
  }

  random(): number {
    return this.#context.cluster.settings.random();
  }

  reshape(shape: Shape): void {
    this.shapes.push(shape);
  }
}
