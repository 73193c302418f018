/**
 * ApiVersions, v0-v4: which APIs and versions this broker speaks.
 * v3 names the client's software and lists features; transaction.version tells clients of transactions v2 (KIP-890).
 * An unsupported version is answered as v0 by the connection, with what is supported.
 */
import { ApiVersions, ErrorCode, type RequestOf, type ResponseInitOf } from "@k/protocol";
import type { RequestContext } from "../request-context.js";
import type { Handler } from "./handler.js";

// KIP-511: anything else is INVALID_REQUEST.
const SOFTWARE_NAME = /^[a-zA-Z0-9](?:[a-zA-Z0-9\-.]*[a-zA-Z0-9])?$/;

export const apiVersions: Handler<typeof ApiVersions> = {
  api: ApiVersions,
  handle(request, context) {
    const valid = context.apiVersion < 3 || namesItself(request);
    return answer(valid ? ErrorCode.NONE : ErrorCode.INVALID_REQUEST, context);
  },
  refuse: (_request, errorCode, context) => answer(errorCode, context),
};

function namesItself(request: RequestOf<typeof ApiVersions>): boolean {
  return SOFTWARE_NAME.test(request.clientSoftwareName) && SOFTWARE_NAME.test(request.clientSoftwareVersion);
}

function answer(errorCode: number, context: RequestContext): ResponseInitOf<typeof ApiVersions> {
  const { apiVersions, transactionVersion } = context.profile;
  return {
    errorCode,
    apiKeys: [...apiVersions].map(([apiKey, { min, max }]) => ({ apiKey, minVersion: min, maxVersion: max })),
    throttleTimeMs: 0,
    ...(transactionVersion === 0 ? {} : featuresOf(transactionVersion)),
  };
}

function featuresOf(transactionVersion: number): Partial<ResponseInitOf<typeof ApiVersions>> {
  const name = "transaction.version";
  return {
    supportedFeatures: [{ name, minVersion: 0, maxVersion: 2 }],
    finalizedFeaturesEpoch: 1n,
    finalizedFeatures: [{ name, minVersionLevel: transactionVersion, maxVersionLevel: transactionVersion }],
  };
}
