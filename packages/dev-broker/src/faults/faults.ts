/** The faults that tests ask for most; each one is a few lines over `Interceptor`, and they combine with `inTurn`. */
import type { AnyApi } from "@k/protocol";
import type { Interceptor, Outcome, WireStep } from "./exchange.js";

/** Answers with an error code, without doing the work. */
export const failWith =
  (errorCode: number): Interceptor =>
  (exchange) =>
    exchange.refusal(errorCode);

/** Does the work, and answers with an error code all the same: the records are in the log. */
export const failAfterwardsWith =
  (errorCode: number): Interceptor =>
  async (exchange, next) => {
    const outcome = await next();
    return typeof outcome === "string" ? outcome : exchange.refusal(errorCode);
  };

/** Waits before the work; what follows on the connection waits too. */
export const delay =
  (delayMs: number): Interceptor =>
  async (exchange, next) => {
    await exchange.sleep(delayMs);
    return next();
  };

/** Does the work at once and answers late. */
export const delayResponse =
  (delayMs: number): Interceptor =>
  async (exchange, next) => {
    const outcome = await next();
    await exchange.sleep(delayMs);
    return outcome;
  };

/** Nothing happens, nothing is answered, and the connection stays silent from then on. */
export const loseRequest = (): Interceptor => () => "mute";

/** The work is done, but neither its answer nor a later one comes; the connection stays open. */
export const loseResponse =
  (): Interceptor =>
  async (_exchange, next): Promise<Outcome<AnyApi>> => {
    await next();
    return "mute";
  };

/** The answer is left out; those to later requests come. */
export const skipResponse =
  (): Interceptor =>
  async (_exchange, next): Promise<Outcome<AnyApi>> => {
    await next();
    return "none";
  };

/** Hangs up instead of doing the work. */
export const closeBefore = (): Interceptor => () => "close";

/** Does the work and hangs up instead of answering. */
export const closeAfter =
  (): Interceptor =>
  async (_exchange, next): Promise<Outcome<AnyApi>> => {
    await next();
    return "close";
  };

/** Sends the first `bytes` bytes of the answer (its size prefix counts), then hangs up. */
export const cutResponse = (bytes: number): Interceptor => reshaped((frame) => [frame.subarray(0, bytes), "close"]);

/** Sends the answer in pieces of `bytes` bytes, each on its own. */
export const splitResponse = (bytes = 1, pauseMs = 0): Interceptor =>
  reshaped((frame) => {
    const steps: WireStep[] = [];
    for (let at = 0; at < frame.length; at += bytes) {
      steps.push(frame.subarray(at, at + bytes), { pauseMs });
    }
    return steps;
  });

/** Replaces `count` bytes of the answer, behind its size prefix, by random ones. */
export const garbleResponse =
  (count = 1): Interceptor =>
  (exchange, next) => {
    exchange.reshape((frame) => {
      const garbled = new Uint8Array(frame);
      for (let i = 0; i < count && garbled.length > 4; i++) {
        garbled[4 + Math.floor(exchange.random() * (garbled.length - 4))] = Math.floor(exchange.random() * 256);
      }
      return [garbled];
    });
    return next();
  };

/** Sends these bytes in place of the answer. */
export const replaceResponse = (bytes: Uint8Array): Interceptor => reshaped(() => [bytes]);

/** Says that the client is to be quiet for that long (KIP-219). */
export const throttle = (throttleTimeMs: number): Interceptor =>
  changed((response) => ({ ...response, throttleTimeMs }));

/** Changes the answer before it is encoded. */
export const changeResponse =
  <A extends AnyApi>(change: (response: Exclude<Outcome<A>, string>) => Outcome<A>): Interceptor<A> =>
  async (_exchange, next) => {
    const outcome = await next();
    return typeof outcome === "string" ? outcome : change(outcome as Exclude<Outcome<A>, string>);
  };

/** Each request meets the next fault of the list; after the last one there is none. */
export const inTurn = (...faults: readonly (Interceptor | undefined)[]): Interceptor => {
  let turn = 0;
  return (exchange, next) => {
    const fault = faults[turn++];
    return fault === undefined ? next() : fault(exchange, next);
  };
};

function reshaped(shape: (frame: Uint8Array) => readonly WireStep[]): Interceptor {
  return (exchange, next) => {
    exchange.reshape(shape);
    return next();
  };
}

function changed(change: (response: Record<string, unknown>) => Record<string, unknown>): Interceptor {
  // Every response of every API is an object of fields.
  return changeResponse<AnyApi>((response) => change(response as Record<string, unknown>) as Outcome<AnyApi>);
}
