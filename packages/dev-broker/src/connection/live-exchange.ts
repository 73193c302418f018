/** What interceptors see of a request. */
import type { AnyApi, DecodedRequestHeader, RequestOf, ResponseInitOf } from "@k/protocol";
import { sleep } from "../clock.js";
import type { Exchange, WireStep } from "../faults/index.js";
import type { AnyHandler } from "../handlers/index.js";
import type { RequestContext } from "../request-context.js";

export class LiveExchange implements Exchange {
  readonly api: AnyApi;
  readonly apiVersion: number;
  readonly request: RequestOf<AnyApi>;
  readonly clientId: string | null;
  readonly brokerId: number;
  readonly connectionId: number;
  /** What interceptors did to the answer's bytes, in order. */
  readonly shapes: ((frame: Uint8Array) => readonly WireStep[])[] = [];
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
    this.apiVersion = context.apiVersion;
    this.request = request;
    this.clientId = header.clientId;
    this.brokerId = context.broker.id;
    this.connectionId = connectionId;
    this.#handler = handler;
    this.#context = context;
  }

  refusal(errorCode: number): ResponseInitOf<AnyApi> {
    return this.#handler.refuse(this.request, errorCode, this.#context);
  }

  sleep(delayMs: number): Promise<void> {
    return sleep(this.#context.cluster.clock, delayMs);
  }

  random(): number {
    return this.#context.cluster.settings.random();
  }

  reshape(shape: (frame: Uint8Array) => readonly WireStep[]): void {
    this.shapes.push(shape);
  }
}
