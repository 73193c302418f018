/** Which handler serves a request on a broker of this version, at which version, or what happens instead. */
import {
  type AnyApi,
  ApiVersions,
  type DecodedRequestHeader,
  ErrorCode,
  Produce,
  type ResponseInitOf,
} from "@k/protocol";
import { type AnyHandler, handlers } from "../handlers/index.js";
import type { BrokerProfile } from "../profile/index.js";

export type Dispatch =
  | { readonly kind: "serve"; readonly handler: AnyHandler; readonly apiVersion: number }
  | {
      readonly kind: "answer";
      readonly api: AnyApi;
      readonly apiVersion: number;
      readonly response: ResponseInitOf<AnyApi>;
    }
  | { readonly kind: "close" }
  | { readonly kind: "silence" };

export function dispatch({ apiKey, apiVersion }: DecodedRequestHeader, profile: BrokerProfile): Dispatch {
  const range = profile.apiVersions.get(apiKey);
  const handler = handlers.get(apiKey);
  if (range === undefined || handler === undefined) return { kind: profile.unknownApi };
  const min = handler.api === Produce ? Math.max(range.min, profile.lowestProduceVersion) : range.min;
  if (apiVersion >= min && apiVersion <= range.max) return { kind: "serve", handler, apiVersion };
  if (profile.answersUnknownVersions && apiVersion > range.max)
    return { kind: "serve", handler, apiVersion: range.max };
  if (handler.api === ApiVersions) return { kind: "answer", api: ApiVersions, apiVersion: 0, response: tooNew(range) };
  return { kind: "close" };
}

/** KIP-511: an ApiVersions that is too new is answered in v0, with the versions of ApiVersions alone. */
function tooNew({ min, max }: { readonly min: number; readonly max: number }): ResponseInitOf<typeof ApiVersions> {
  const apiKeys = [{ apiKey: ApiVersions.key, minVersion: min, maxVersion: max }];
  return { errorCode: ErrorCode.UNSUPPORTED_VERSION, apiKeys };
}
