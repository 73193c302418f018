import { apiByKey, RequestHeader, ResponseHeader } from "../messages/index.js";
import type { Api, Fields, Shape } from "../schema/index.js";
import { Reader } from "../wire/index.js";

/** Frames are taken without their size prefix, as `FrameSplitter` gives them. What is read from them are views. */

export interface DecodedRequestHeader {
  readonly apiKey: number;
  readonly apiVersion: number;
  readonly correlationId: number;
  readonly clientId: string | null;
  /** Stands at the first byte of the body: `api.request(apiVersion).read(body)`. */
  readonly body: Reader;
}

/**
 * The header of a request, for servers. Of an API or a version that is not known here only what all headers have in
 * common is read, so that a server can refuse it by name instead of dropping the connection.
 */
export function decodeRequestHeader(frame: Uint8Array): DecodedRequestHeader {
  const peek = new Reader(frame);
  const apiKey = peek.int16();
  const apiVersion = peek.int16();
  const api = apiByKey(apiKey);
  const body = new Reader(frame);
  // All header versions begin alike and only v2 goes on after the client id: what is unknown reads as v1.
  const known = api !== undefined && apiVersion >= api.minVersion && apiVersion <= api.maxVersion;
  const header = RequestHeader.codec(known ? api.requestHeaderVersion(apiVersion) : 1).read(body);
  return { apiKey, apiVersion, correlationId: header.correlationId, clientId: header.clientId, body };
}

/** Whose answer a response is, before anything else is known about it. */
export function peekCorrelationId(frame: Uint8Array): number {
  return new Reader(frame).int32();
}

/**
 * A response. Bytes after its last field are no error, as in Kafka's own clients, where a broker that says more than it
 * should is understood all the same: `remainingBytes` counts them. Other than 0, the two sides disagree about the layout,
 * so a test of a broker wants it to be 0.
 */
export function decodeResponse<Q extends Fields, S extends Fields>(
  api: Api<Q, S>,
  version: number,
  frame: Uint8Array,
): { correlationId: number; response: Shape<S>; remainingBytes: number } {
  const reader = new Reader(frame);
  const { correlationId } = ResponseHeader.codec(api.responseHeaderVersion(version)).read(reader);
  const response = api.response(version).read(reader);
  return { correlationId, response, remainingBytes: reader.remaining };
}
