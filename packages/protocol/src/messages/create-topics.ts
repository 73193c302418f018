import { api, array, boolean, int8, int16, int32, string, uuid } from "../schema/index.js";

/** Declared field by field; the notes on versions follow. */
export const CreateTopics = api({
  name: "CreateTopics",
  key: 19,
  versions: "0-7",
  flexible: "5+",
  request: {
    topics: array({
      name: string,
      numPartitions: int32,
      replicationFactor: int16,
      assignments: array({
        partitionIndex: int32,
        brokerIds: array(int32),
      }),
      configs: array({
        name: string,
        value: string.nullable(),
      }),
    }),
    timeoutMs: int32.default(60000),
    validateOnly: boolean.versions("1+"),
  },
  response: {
    throttleTimeMs: int32.versions("2+").ignorable(),
    topics: array({
      name: string,
      topicId: uuid.versions("7+").ignorable(),
      errorCode: int16,
      errorMessage: string.versions("1+").nullable().ignorable(),
      topicConfigErrorCode: int16.versions("5+").tag(0).ignorable(),
      numPartitions: int32.versions("5+").default(-1).ignorable(),
      replicationFactor: int16.versions("5+").default(-1).ignorable(),
      configs: array({
        name: string,
        value: string.nullable(),
        readOnly: boolean,
        configSource: int8.default(-1).ignorable(),
        isSensitive: boolean,
      })
        .versions("5+")
        .nullable()
        .ignorable(),
    }),
  },
});
