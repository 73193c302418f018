/** What a file in this folder exports: an API, how a request of it is answered, and how one is refused as a whole. */
import type { AnyApi, RequestOf, ResponseInitOf } from "@k/protocol";
import type { RequestContext } from "../request-context.js";

/** `none`: the request wants no answer. `close`: the broker hangs up instead of answering. */
export type Answer<A extends AnyApi> = ResponseInitOf<A> | "none" | "close";

export interface Handler<A extends AnyApi> {
  readonly api: A;
  handle(request: RequestOf<A>, context: RequestContext): Answer<A> | Promise<Answer<A>>;
  /** The answer that carries this error code wherever the response has room for one. */
  refuse(request: RequestOf<A>, errorCode: number, context: RequestContext): ResponseInitOf<A>;
}

export type AnyHandler = Handler<AnyApi>;
