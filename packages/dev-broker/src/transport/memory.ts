/**
 * A network inside the process: ports are entries in a map, connections are duplex pairs. Bytes travel on the clock that
 * it is given, so that a seed decides about every interleaving.
 */
import { Duplex } from "node:stream";
import type { Clock } from "../clock.js";
import type { Accept, Listening } from "./listening.js";

export interface MemoryNetworkOptions {
  readonly clock: Clock;
  /** Asked for each chunk, each way; 0 delivers in the next microtask, without a timer. */
  readonly latencyMs: () => number;
}

/** First port that is given out; nothing listens on it in reality. */
const FIRST_PORT = 19_092;

export class MemoryNetwork {
  readonly #options: MemoryNetworkOptions;
  readonly #ports = new Map<number, { readonly accept: Accept; readonly open: Set<Duplex> }>();
  #nextPort = FIRST_PORT;

  constructor(options: MemoryNetworkOptions) {
    this.#options = options;
  }

  listen(host: string, port: number, accept: Accept): Listening {
    const taken = port === 0 ? this.#nextPort++ : port;
    if (this.#ports.has(taken)) throw new Error(`listen EADDRINUSE: address already in use ${host}:${taken}`);
    const open = new Set<Duplex>();
    this.#ports.set(taken, { accept, open });
    return {
      host,
      port: taken,
      close: async () => {
        this.#ports.delete(taken);
        for (const stream of open) stream.destroy();
      },
    };
  }

  /** As a client dials: emits `connect` after one latency, or an ECONNREFUSED error. */
  connect(endpoint: { readonly host: string; readonly port: number }): Duplex {
    const { client, server } = this.#pair();
    this.#after(() => {
      const listener = this.#ports.get(endpoint.port);
      if (listener === undefined) {
        client.destroy(connectionRefused(endpoint));
        server.destroy();
        return;
      }
      listener.open.add(server);
      server.once("close", () => listener.open.delete(server));
      listener.accept(server);
      client.emit("connect");
    });
    return client;
  }

  #pair(): { client: MemoryStream; server: MemoryStream } {
    const client = new MemoryStream(this.#options);
    const server = new MemoryStream(this.#options);
    client.peer = server;
    server.peer = client;
    return { client, server };
  }

  #after(callback: () => void): void {
    const latencyMs = this.#options.latencyMs();
    if (latencyMs <= 0) queueMicrotask(callback);
    else this.#options.clock.setTimer(callback, latencyMs);
  }
}

/** One end of a connection. */
class MemoryStream extends Duplex {
  peer!: MemoryStream;
  readonly #options: MemoryNetworkOptions;
  /** When the last chunk under way arrives: what is sent later may not overtake it. */
  #arrivesAtMs = 0;
  /** Called when the reader has room again. */
  #resume: (() => void) | undefined;
  /** What was written and has not arrived. */
  readonly #underWay = new Set<{ chunks: readonly Uint8Array[] }>();

  constructor(options: MemoryNetworkOptions) {
    super({ allowHalfOpen: false });
    this.#options = options;
  }

  /** Node's sockets have these; a stream in memory has nothing to set. */
  setNoDelay(): this {
    return this;
  }

  setKeepAlive(): this {
    return this;
  }

  override _read(): void {
    const resume = this.#resume;
    this.#resume = undefined;
    resume?.();
  }

  /** The bytes are taken when they arrive, not when they are sent: whoever reuses a buffer too early corrupts itself. */
  override _write(chunk: Uint8Array, _encoding: BufferEncoding, callback: (error?: Error) => void): void {
    this.#sendChunks([chunk], callback);
  }

  override _writev(chunks: { chunk: Uint8Array }[], callback: (error?: Error) => void): void {
    this.#sendChunks(
      chunks.map(({ chunk }) => chunk),
      callback,
    );
  }

  override _final(callback: (error?: Error) => void): void {
    this.#send(() => {
      if (!this.peer.destroyed) this.peer.push(null);
      callback();
    });
  }

  override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
    // From here on its buffers are the writer's again, as with a socket whose handle is closed: what arrives still is the
    // kernel's copy.
    for (const message of this.#underWay) message.chunks = message.chunks.map((chunk) => Buffer.from(chunk));
    this.#send(() => {
      if (!this.peer.destroyed) this.peer.destroy();
    });
    const resume = this.#resume;
    this.#resume = undefined;
    resume?.();
    callback(error);
  }

  #sendChunks(chunks: readonly Uint8Array[], callback: (error?: Error) => void): void {
    const message = { chunks };
    this.#underWay.add(message);
    this.#send(() => {
      this.#underWay.delete(message);
      this.peer.#receive(message.chunks, callback);
    });
  }

  #send(deliver: () => void): void {
    const { clock, latencyMs } = this.#options;
    const delay = latencyMs();
    const now = clock.now();
    const arrivesAtMs = Math.max(now + Math.max(delay, 0), this.#arrivesAtMs);
    this.#arrivesAtMs = arrivesAtMs;
    if (arrivesAtMs <= now) queueMicrotask(deliver);
    else clock.setTimer(deliver, arrivesAtMs - now);
  }

  #receive(chunks: readonly Uint8Array[], written: (error?: Error) => void): void {
    if (this.destroyed) {
      written();
      return;
    }
    const hasRoom = this.push(Buffer.concat(chunks));
    if (hasRoom) written();
    else this.#resume = written;
  }
}

function connectionRefused({ host, port }: { readonly host: string; readonly port: number }): Error {
  const error = new Error(`connect ECONNREFUSED ${host}:${port}`);
  return Object.assign(error, { code: "ECONNREFUSED", syscall: "connect", address: host, port });
}
