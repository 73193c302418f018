/** One request on its way: waiting for a connection, then in flight. Settled exactly once. */
import type { AnyApi } from "@k/protocol";

/** A raw SASL token of handshake v0 has no API: its answer is the frame itself. */
export type RequestApi = AnyApi | null;

/** What a caller may say about a request beyond its content. */
export interface RequestOptions {
  readonly minVersion?: number | undefined;
  readonly maxVersion?: number | undefined;
  readonly expectResponse?: boolean | undefined;
  readonly onWritten?: (() => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

export class PendingRequest {
  readonly api: RequestApi;
  /** The request, or a function from the chosen version to the request. */
  readonly body: unknown;
  readonly timeoutMs: number;
  readonly deadlineMs: number;
  readonly minVersion: number | undefined;
  readonly maxVersion: number | undefined;
  readonly expectResponse: boolean;
  /** Set when the bytes are handed to the socket. */
  version = -1;
  correlationId = -1;
  /** Of the whole frame that answered it. */
  answerBytes = 0;
  /** 0.8.2 answers some requests with correlation id 0, whatever was asked. */
  anyCorrelationId = false;
  /** Which version the answer is in, where that is not the request's. */
  answerVersion: ((frame: Uint8Array) => number) | undefined;
  #settled = false;
  #onWritten: (() => void) | undefined;
  readonly #resolve: (response: unknown) => void;
  readonly #reject: (error: unknown) => void;
  readonly #signal: AbortSignal | undefined;
  readonly #onAbort: (() => void) | undefined;

  constructor(
    api: RequestApi,
    body: unknown,
    timeoutMs: number,
    deadlineMs: number,
    options: RequestOptions,
    resolve: (response: unknown) => void,
    reject: (error: unknown) => void,
  ) {
    this.api = api;
    this.body = body;
    this.timeoutMs = timeoutMs;
    this.deadlineMs = deadlineMs;
    this.minVersion = options.minVersion;
    this.maxVersion = options.maxVersion;
    this.expectResponse = options.expectResponse !== false;
    this.#onWritten = options.onWritten;
    this.#resolve = resolve;
    this.#reject = reject;
    this.#signal = options.signal;
    if (options.signal !== undefined) {
      const signal = options.signal;
      this.#onAbort = () => (this.version < 0 ? this.rejectUnsent(signal.reason) : this.reject(signal.reason));
      if (signal.aborted) this.#onAbort();
      else signal.addEventListener("abort", this.#onAbort);
    }
  }

  get settled(): boolean {
    return this.#settled;
  }

  /** Whether somebody wants to hear when the socket has let go of the bytes. */
  get wantsWritten(): boolean {
    return this.#onWritten !== undefined || !this.expectResponse;
  }

  get name(): string {
    return this.api === null ? "SASL token" : this.api.name;
  }

  resolve(response: unknown): void {
    if (this.#settled) return;
    this.#settle();
    this.#resolve(response);
  }

  reject(error: unknown): void {
    if (this.#settled) return;
    this.#settle();
    this.#reject(error);
  }

  /** Ends a request whose bytes never reached a socket. */
  rejectUnsent(error: unknown): void {
    this.reject(error);
    this.release();
  }

  /** The socket has let go of the bytes. */
  release(): void {
    const onWritten = this.#onWritten;
    this.#onWritten = undefined;
    onWritten?.();
  }

  #settle(): void {
    this.#settled = true;
    if (this.#onAbort !== undefined) this.#signal?.removeEventListener("abort", this.#onAbort);
  }
}
