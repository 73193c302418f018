import { api, array, boolean, int8, int16, int32, string } from "../schema/index.js";

/**
 * Reads the configuration of topics, brokers and other resources.
 *
 * v1 where values come from and what they override (before: only whether they are defaults); v3 types and documentation;
 * v4 flexible.
 */
export const DescribeConfigs = api({
  name: "DescribeConfigs",
  key: 32,
  versions: "0-4",
  flexible: "4+",
  request: {
    resources: array({
      /** 2: topic, 4: broker, 8: broker logger, 16: client metrics, 32: group. */
      resourceType: int8,
      /** A topic's name, or a broker's id in digits. */
      resourceName: string,
      /** Null: all. */
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
        /** Replaced by `configSource`. */
        isDefault: boolean.versions("0"),
        /**
         * 1: the topic's, 2: the broker's (dynamic), 3: all brokers' (dynamic), 4: the broker's file, 5: the
         * default, 6: a broker logger's, 7: client metrics', 8: a group's.
         */
        configSource: int8.versions("1+").default(-1).ignorable(),
        /** A password or the like; its value is null. */
        isSensitive: boolean,
        /** What the value is made of, the winner first. */
        synonyms: array({
          name: string,
          value: string.nullable(),
          source: int8,
        })
          .versions("1+")
          .ignorable(),
        /** 0: unknown, 1: boolean, 2: string, 3: int, 4: short, 5: long, 6: double, 7: list, 8: class, 9: password. */
        configType: int8.versions("3+").ignorable(),
        documentation: string.versions("3+").nullable().ignorable(),
      }),
    }),
  },
});
