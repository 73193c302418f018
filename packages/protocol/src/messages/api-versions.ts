import { api, array, boolean, int16, int32, int64, string } from "../schema/index.js";

/** Declared field by field; the notes on versions follow. */
export const ApiVersions = api({
  name: "ApiVersions",
  key: 18,
  versions: "0-5",
  flexible: "3+",
  // Always v0, so that a client can read the answer of a broker that does not know the version it asked with.
  responseHeaderVersion: () => 0,
  request: {
    clientSoftwareName: string.versions("3+").ignorable(),
    clientSoftwareVersion: string.versions("3+").ignorable(),
    clusterId: string.versions("5+").nullable().default(null).ignorable(),
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
    supportedFeatures: array({
      name: string,
      minVersion: int16,
      maxVersion: int16,
    })
      .versions("3+")
      .tag(0)
      .ignorable(),
    finalizedFeaturesEpoch: int64.versions("3+").default(-1n).tag(1).ignorable(),
    finalizedFeatures: array({
      name: string,
      maxVersionLevel: int16,
      minVersionLevel: int16,
    })
      .versions("3+")
      .tag(2)
      .ignorable(),
    zkMigrationReady: boolean.versions("3+").tag(3).ignorable(),
  },
});
