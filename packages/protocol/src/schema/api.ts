import type { Codec } from "./codec.js";
import type { Fields, Init, Shape } from "./infer.js";
import { type Message, message } from "./message.js";
import { parseVersions, type Versions } from "./versions.js";

/** A request and its response, at every version. */
export interface Api<Q extends Fields = Fields, S extends Fields = Fields> {
  readonly name: string;
  /** The number that stands for the API in request headers. */
  readonly key: number;
  readonly versions: Versions;
  /** The versions with compact lengths and tagged fields; absent if there are none. */
  readonly flexible: Versions | undefined;
  readonly minVersion: number;
  /** The highest version known here, stable or not. */
  readonly maxVersion: number;
  /** The highest version that may be negotiated: those above it may still change. */
  readonly latestStableVersion: number;
  readonly messages: { readonly request: Message<Q>; readonly response: Message<S> };
  request(version: number): Codec<Shape<Q>, Init<Q>>;
  response(version: number): Codec<Shape<S>, Init<S>>;
  requestHeaderVersion(version: number): number;
  responseHeaderVersion(version: number): number;
}

export interface ApiDefinition<Q extends Fields, S extends Fields> {
  readonly name: string;
  readonly key: number;
  readonly versions: Versions;
  readonly flexible?: Versions;
  /** Versions that Kafka still changes: encoded and decoded, but never negotiated. */
  readonly unstable?: Versions;
  readonly request: Q;
  readonly response: S;
  /** Only where it is not 1 for flexible versions and 0 for the others. */
  readonly responseHeaderVersion?: (version: number) => number;
}

export function api<Q extends Fields, S extends Fields>(definition: ApiDefinition<Q, S>): Api<Q, S> {
  const { name, key, versions, flexible, unstable } = definition;
  const { min, max } = parseVersions(versions);
  const request = message({ name: `${name}Request`, versions, flexible, fields: definition.request });
  const response = message({ name: `${name}Response`, versions, flexible, fields: definition.response });
  return {
    name,
    key,
    versions,
    flexible,
    minVersion: min,
    maxVersion: max,
    latestStableVersion: unstable === undefined ? max : parseVersions(unstable).min - 1,
    messages: { request, response },
    request: request.codec,
    response: response.codec,
    requestHeaderVersion: (version) => (request.isFlexible(version) ? 2 : 1),
    responseHeaderVersion: definition.responseHeaderVersion ?? ((version) => (response.isFlexible(version) ? 1 : 0)),
  };
}

// biome-ignore lint/suspicious/noExplicitAny: any API; only its name, versions and frames matter.
export type AnyApi = Api<any, any>;

/** What a request reads as. */
export type RequestOf<A> = A extends Api<infer Q, infer _S> ? Shape<Q> : never;
/** What a response reads as. */
export type ResponseOf<A> = A extends Api<infer _Q, infer S> ? Shape<S> : never;
/** What writing a request takes: fields with a default may be left out. */
export type InitOf<A> = A extends Api<infer Q, infer _S> ? Init<Q> : never;
/** What writing a response takes. */
export type ResponseInitOf<A> = A extends Api<infer _Q, infer S> ? Init<S> : never;
