/** How connections end, in words. */
import { type KafkaError, KafkaProtocolError } from "@k/protocol";
import { KafkaConnectionError, RequestTimeoutError } from "../errors.js";
import type { PendingRequest } from "./pending-request.js";

export function closedByBroker(
  broker: string,
  {
    wasSilent,
    oldest,
    hint = "",
  }: { wasSilent: boolean; oldest: PendingRequest | undefined; hint: string | undefined },
): KafkaError {
  const how = wasSilent ? "closed the connection without a word" : "closed the connection";
  const during = oldest === undefined ? "" : ` while ${oldest.name} v${oldest.version} was in flight`;
  return new KafkaConnectionError(`${broker} ${how}${during}${hint}`, { code: "CONNECTION_CLOSED" });
}

export function idleFor(broker: string, idleMs: number): KafkaError {
  return new KafkaConnectionError(`the connection to ${broker} was closed after ${Math.round(idleMs)} ms without use`);
}

export function unsolicited(broker: string, bytes: number): KafkaError {
  return new KafkaConnectionError(`${broker} sent ${bytes} bytes that nobody asked for`);
}

export function outOfOrder(broker: string, correlationId: number, due: PendingRequest): KafkaError {
  return new KafkaConnectionError(
    `${broker} answered correlation id ${correlationId} where ${due.correlationId} (${due.name}) was due`,
  );
}

/** For the request whose answer it was. */
export function unreadableAnswer(error: unknown, broker: string, request: PendingRequest): KafkaError {
  if (error instanceof KafkaConnectionError) return error;
  const what = `the answer of ${broker} to ${request.name} v${request.version} cannot be read`;
  return new KafkaProtocolError(`${what}: ${messageOf(error)}`, { cause: error });
}

/** For everybody else on the connection. */
export function brokenStream(error: unknown, broker: string, request?: PendingRequest): KafkaError {
  const to = request === undefined ? "" : ` in answer to ${request.name} v${request.version}`;
  return new KafkaConnectionError(`${broker} sent something unreadable${to}: ${messageOf(error)}`, { cause: error });
}

/** For the request that took too long, and for those behind it. */
export function overdue(
  broker: string,
  request: PendingRequest,
): { readonly own: KafkaError; readonly others: KafkaError } {
  const what = `${request.name} v${request.version} was not answered by ${broker} within ${request.timeoutMs} ms`;
  return { own: new RequestTimeoutError(what), others: new KafkaConnectionError(`connection closed: ${what}`) };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
