/**
 * One connection: frames in, handler, frames out. Like a real broker it works on one request at a time and answers in
 * order, however many the client has sent ahead; and it reads no further while the client does not take its answers.
 */
import type { Duplex } from "node:stream";
import {
  type AnyApi,
  type DecodedRequestHeader,
  decodeRequestHeader,
  encodeResponse,
  FrameSplitter,
  type RequestOf,
} from "@k/protocol";
import type { BrokerNode, ClusterState } from "../cluster/index.js";
import { type FaultRegistry, intercepted, type Outcome, type WireStep } from "../faults/index.js";
import type { AnyHandler } from "../handlers/index.js";
import type { BrokerProfile } from "../profile/index.js";
import type { RequestContext } from "../request-context.js";
import type { SaslSession } from "../sasl/index.js";
import type { GroupOffsets, TransactionCoordinator } from "../transactions/index.js";
import { dispatch } from "./dispatch.js";
import { FrameWriter } from "./frame-writer.js";
import { LiveExchange } from "./live-exchange.js";

export interface ConnectionSurroundings {
  readonly cluster: ClusterState;
  readonly transactions: TransactionCoordinator;
  readonly groups: GroupOffsets;
  readonly broker: BrokerNode;
  readonly listener: string;
  readonly faults: FaultRegistry;
  /** Looked up for each request: a version table can change under a connection. */
  readonly profile: () => BrokerProfile;
  readonly connectionId: number;
  /** Undefined on listeners without SASL. */
  readonly session: SaslSession | undefined;
  /** A fault: ends after so many bytes came in. */
  readonly closeAfterBytes?: number | undefined;
  /** A fault: answers nothing. */
  readonly mute?: boolean | undefined;
}

/** socket.request.max.bytes, Kafka's default. */
const MAX_REQUEST_BYTES = 100 * 1024 * 1024;

export class BrokerConnection {
  readonly #stream: Duplex;
  readonly #surroundings: ConnectionSurroundings;
  readonly #splitter = new FrameSplitter({ maxFrameBytes: MAX_REQUEST_BYTES });
  readonly #writer: FrameWriter;
  readonly #waiting: Uint8Array[] = [];
  #receivedBytes = 0;
  #busy = false;
  #mute: boolean;
  /** While the broker's process stands still: what to do when it goes on. */
  #frozen: (() => void)[] | undefined;

  constructor(stream: Duplex, surroundings: ConnectionSurroundings) {
    this.#stream = stream;
    this.#surroundings = surroundings;
    this.#writer = new FrameWriter(stream, surroundings.cluster.clock);
    this.#mute = surroundings.mute ?? false;
    stream.on("data", (chunk: Uint8Array) => this.#receive(chunk));
    // The client hung up, or the connection broke: nothing to tell anybody.
    stream.on("error", () => stream.destroy());
    stream.on("end", () => stream.destroy());
  }

  close(): void {
    this.#stream.destroy();
  }

  /** As under SIGSTOP: nothing is read, worked on or answered, and the connection stays. */
  freeze(): void {
    this.#frozen ??= [];
    this.#stream.pause();
  }

  thaw(): void {
    const later = this.#frozen ?? [];
    this.#frozen = undefined;
    for (const go of later) go();
    if (!this.#busy) this.#goOn();
  }

  #receive(chunk: Uint8Array): void {
    this.#receivedBytes += chunk.length;
    const { closeAfterBytes = Number.POSITIVE_INFINITY } = this.#surroundings;
    const usable = closeAfterBytes - (this.#receivedBytes - chunk.length);
    if (!this.#mute) {
      try {
        this.#waiting.push(
          ...this.#splitter.push(usable < chunk.length ? chunk.subarray(0, Math.max(usable, 0)) : chunk),
        );
      } catch {
        this.close();
        return;
      }
    }
    this.#work();
    if (this.#receivedBytes >= closeAfterBytes) this.close();
  }

  #work(): void {
    while (!this.#busy && !this.#mute && this.#frozen === undefined && !this.#stream.destroyed) {
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
        () => {
          this.#busy = false;
          this.#goOn();
        },
        (error: unknown) => this.#fail(error),
      );
    }
  }

  #goOn(): void {
    if (this.#stream.destroyed || this.#frozen !== undefined) return;
    this.#work();
    if (!this.#busy) this.#stream.resume();
  }

  /** A bug here or in an interceptor must not look like weather: it ends the connection and is told to the process. */
  #fail(error: unknown): void {
    this.close();
    queueMicrotask(() => {
      throw error;
    });
  }

  /** Nothing to wait for if it returns undefined. A request that cannot be read ends the connection, as in Kafka. */
  #serve(frame: Uint8Array): Promise<void> | undefined {
    const { session, cluster, broker, listener, faults, connectionId } = this.#surroundings;
    if (session?.expectsBareToken) return this.#bareToken(frame, session);
    const profile = this.#surroundings.profile();
    let header: DecodedRequestHeader;
    let request: RequestOf<AnyApi>;
    let handler: AnyHandler;
    let apiVersion: number;
    try {
      header = decodeRequestHeader(frame);
      if (session?.allows(header.apiKey) === false) return this.#hangUp();
      const target = dispatch(header, profile);
      if (target.kind === "close") return this.#hangUp();
      if (target.kind === "silence") return this.#fallSilent();
      if (target.kind === "answer") {
        return this.#writer.write(encodeResponse(target.api, target.apiVersion, header.correlationId, target.response));
      }
      ({ handler, apiVersion } = target);
      request = handler.api.request(apiVersion).read(header.body);
    } catch {
      return this.#hangUp();
    }
    const { transactions, groups } = this.#surroundings;
    const { clientId } = header;
    const context: RequestContext = {
      cluster,
      transactions,
      groups,
      broker,
      listener,
      profile,
      session,
      apiVersion,
      clientId,
    };
    const answerTo = { api: handler.api, apiVersion, correlationId: header.correlationId };
    const interceptors = faults.forRequest(header.apiKey, broker.id);
    if (interceptors.length > 0) {
      const exchange = new LiveExchange(handler, request, header, context, connectionId);
      const outcome = intercepted(interceptors, exchange, async () => handler.handle(request, context));
      return outcome.then((settled) => this.#answer(answerTo, settled, exchange.shapes));
    }
    const answer = handler.handle(request, context);
    return answer instanceof Promise
      ? answer.then((settled) => this.#answer(answerTo, settled))
      : this.#answer(answerTo, answer);
  }

  #answer(to: AnswerTo, outcome: Outcome<AnyApi>, shapes: readonly Shape[] = []): Promise<void> | undefined {
    if (this.#frozen !== undefined) return this.#thawed().then(() => this.#answer(to, outcome, shapes));
    if (outcome === "none" || this.#stream.destroyed) return undefined;
    if (outcome === "mute") return this.#fallSilent();
    if (outcome === "close") return this.#hangUp();
    const chunks = encodeResponse(to.api, to.apiVersion, to.correlationId, outcome);
    const written = shapes.length === 0 ? this.#writer.write(chunks) : this.#writer.writeShaped(chunks, shapes);
    if (this.#surroundings.session?.hasFailed) this.#writer.end();
    return written;
  }

  /** SaslHandshake 0: only a size and the token, both ways; a failed exchange just ends. */
  #bareToken(token: Uint8Array, session: SaslSession): Promise<void> | undefined {
    const { authBytes } = session.authenticate(token);
    if (session.hasFailed) return this.#hangUp();
    const size = Buffer.alloc(4);
    size.writeInt32BE(authBytes.length);
    return this.#writer.write([size, authBytes]);
  }

  #hangUp(): undefined {
    this.close();
    return undefined;
  }

  #fallSilent(): undefined {
    this.#mute = true;
    this.#stream.resume();
    return undefined;
  }

  #thawed(): Promise<void> {
    return new Promise((resolve) => {
      this.#frozen?.push(resolve);
    });
  }
}

interface AnswerTo {
  readonly api: AnyApi;
  readonly apiVersion: number;
  readonly correlationId: number;
}

type Shape = (frame: Uint8Array) => readonly WireStep[];
