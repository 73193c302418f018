import { api, array, boolean, int8, int16, int32, string } from "../schema/index.js";

/** Declared field by field; the notes on versions follow. */
export const DescribeConfigs = api({
  name: "DescribeConfigs",
  key: 32,
  versions: "0-4",
  flexible: "4+",
  request: {
    resources: array({
      resourceType: int8,
      resourceName: string,
      configurationKeys: array(string).nullable(),
    }),
    includeSynonyms: boolean.versions("1+"),
    includeDocumentation: boolean.versions("3+"),
  },
  response: {
    throttleTimeMs: int32,
    results: array({
      errorCode: int16,
      errorMessage: string.nullable(),
      resourceType: int8,
      resourceName: string,
      configs: array({
        name: string,
        value: string.nullable(),
        readOnly: boolean,
        configSource: int8.versions("1+").default(-1).ignorable(),
        isSensitive: boolean,
        synonyms: array({
          name: string,
          value: string.nullable(),
          source: int8,
        })
          .versions("1+")
          .ignorable(),
        configType: int8.versions("3+").ignorable(),
        documentation: string.versions("3+").nullable().ignorable(),
      }),
    }),
  },
});
