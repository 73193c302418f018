import { RequestHeader, ResponseHeader } from "../messages/index.js";
import type { Api, Fields, Init } from "../schema/index.js";
import { Writer } from "../wire/index.js";

export interface RequestFrameOptions {
  readonly correlationId: number;
  readonly clientId: string | null;
}

/**
 * A whole request: size, header, body. As a vector of buffers, because record sets are referenced and never copied:
 * they must not change before all of it was written to the socket.
 */
export function encodeRequest<Q extends Fields, S extends Fields>(
  api: Api<Q, S>,
  version: number,
  { correlationId, clientId }: RequestFrameOptions,
  request: Init<Q>,
): Uint8Array[] {
  const writer = new Writer();
  writer.int32(0);
  RequestHeader.codec(api.requestHeaderVersion(version)).write(writer, {
    requestApiKey: api.key,
    requestApiVersion: version,
    correlationId,
    clientId,
  });
  api.request(version).write(writer, request);
  return sizePrefixed(writer);
}

/** A whole response, as `encodeRequest`. */
export function encodeResponse<Q extends Fields, S extends Fields>(
  api: Api<Q, S>,
  version: number,
  correlationId: number,
  response: Init<S>,
): Uint8Array[] {
  const writer = new Writer();
  writer.int32(0);
  ResponseHeader.codec(api.responseHeaderVersion(version)).write(writer, { correlationId });
  api.response(version).write(writer, response);
  return sizePrefixed(writer);
}

/** Puts the size into the four bytes that were left for it at the beginning. */
function sizePrefixed(writer: Writer): Uint8Array[] {
  const chunks = writer.chunks();
  const size = writer.length - 4;
  const first = chunks[0]!;
  first[0] = size >> 24;
  first[1] = size >> 16;
  first[2] = size >> 8;
  first[3] = size;
  return chunks;
}
