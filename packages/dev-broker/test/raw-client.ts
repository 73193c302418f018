/** A client that knows frames and nothing else: what it sends is what the test says. */
import type { Duplex } from "node:stream";
import type { DevCluster } from "@k/dev-broker";
import {
  type AnyApi,
  decodeResponse,
  encodeRequest,
  FrameSplitter,
  type InitOf,
  peekCorrelationId,
  type ResponseOf,
} from "@k/protocol";

export class RawClient {
  readonly stream: Duplex;
  readonly closed: Promise<void>;
  /** Whether the other side hung up. */
  isClosed = false;
  readonly chunks: Uint8Array[] = [];
  readonly #splitter = new FrameSplitter({ maxFrameBytes: 1 << 30 });
  readonly #waiting = new Map<number, (frame: Uint8Array) => void>();
  #correlationId = 0;

  constructor(stream: Duplex) {
    this.stream = stream;
    stream.on("data", (chunk: Uint8Array) => {
      this.chunks.push(chunk);
      for (const frame of this.#splitter.push(chunk)) {
        // A bare SASL token may be shorter than a header.
        if (frame.length < 4) continue;
        const id = peekCorrelationId(frame);
        this.#waiting.get(id)?.(frame);
        this.#waiting.delete(id);
      }
    });
    stream.on("error", () => {});
    this.closed = new Promise((resolve) => {
      stream.on("close", () => {
        this.isClosed = true;
        resolve();
      });
    });
  }

  /** Connects to a broker of a cluster with the transport `memory`. */
  static to(cluster: DevCluster, broker = 0): RawClient {
    const { host, port } = cluster.brokers[broker]!;
    return new RawClient(cluster.connect({ host, port }));
  }

  /** Bytes on the wire, without waiting for anything. */
  write(bytes: Uint8Array): void {
    this.stream.write(bytes);
  }

  send<A extends AnyApi>(api: A, version: number, request: InitOf<A>): Promise<ResponseOf<A>> {
    const correlationId = this.#correlationId++;
    const answer = new Promise<Uint8Array>((resolve) => this.#waiting.set(correlationId, resolve));
    const chunks = encodeRequest(api, version, { correlationId, clientId: "raw" }, request);
    for (const chunk of chunks) this.stream.write(chunk);
    return answer.then((frame) => decodeResponse(api, version, frame).response as ResponseOf<A>);
  }

  /** `send` for requests that get no answer. */
  post<A extends AnyApi>(api: A, version: number, request: InitOf<A>): void {
    void this.send(api, version, request);
  }

  close(): void {
    this.stream.destroy();
  }
}
