import { api, array, boolean, int16, int32, int64, string } from "../schema/index.js";

/**
 * Tells which versions of which APIs a broker speaks. The first request on a connection.
 *
 * v1 throttle time; v3 flexible, tells the client's software, and features; v4 feature ranges may begin at 0;
 * v5 tells which broker the client means to talk to (KIP-1242). The broker answers a version it does not know in v0, with
 * UNSUPPORTED_VERSION and its own range for this API.
 */
export const ApiVersions = api({
  name: "ApiVersions",
  key: 18,
  versions: "0-5",
  flexible: "3+",
  // Always v0, so that a client can read the answer of a broker that does not know the version it asked with.
  responseHeaderVersion: () => 0,
  request: {
    /** Letters, digits, dots and dashes; anything else is INVALID_REQUEST. */
    clientSoftwareName: string.versions("3+").ignorable(),
    clientSoftwareVersion: string.versions("3+").ignorable(),
    /** The cluster the client expects at the other end; null if it does not know. */
    clusterId: string.versions("5+").nullable().default(null).ignorable(),
    /** The broker the client expects at the other end; -1 if it does not know. */
    nodeId: int32.versions("5+").default(-1).ignorable(),
  },
  response: {
    errorCode: int16,
    apiKeys: array({
      apiKey: int16,
      minVersion: int16,
      maxVersion: int16,
    }),
    throttleTimeMs: int32.versions("1+").ignorable(),
    /** What the broker could do. */
    supportedFeatures: array({
      name: string,
      minVersion: int16,
      maxVersion: int16,
    })
      .versions("3+")
      .tag(0)
      .ignorable(),
    /** Rises with every change of the finalized features; -1 if not known. */
    finalizedFeaturesEpoch: int64.versions("3+").default(-1n).tag(1).ignorable(),
    /** What the whole cluster has agreed to do, e.g. `transaction.version`. */
    finalizedFeatures: array({
      name: string,
      maxVersionLevel: int16,
      minVersionLevel: int16,
    })
      .versions("3+")
      .tag(2)
      .ignorable(),
    /** Of controllers, in the days of ZooKeeper. */
    zkMigrationReady: boolean.versions("3+").tag(3).ignorable(),
  },
});
