import { api, array, boolean, int8, int16, int32, string, uuid } from "../schema/index.js";

/**
 * Creates topics.
 *
 * v1 can only validate, and error messages; v2 throttle time; v4 broker defaults for partitions and replicas (KIP-464);
 * v5 flexible, answers with the topic's configuration; v6 may be throttled by quota; v7 answers with the topic's id.
 */
export const CreateTopics = api({
  name: "CreateTopics",
  key: 19,
  versions: "0-7",
  flexible: "5+",
  request: {
    topics: array({
      name: string,
      /** -1 with `assignments`, or (from v4 on) for the broker's default. */
      numPartitions: int32,
      /** -1 with `assignments`, or (from v4 on) for the broker's default. */
      replicationFactor: int16,
      /** Which brokers hold which partition; empty to leave that to Kafka. */
      assignments: array({
        partitionIndex: int32,
        /** The first one is the preferred leader. */
        brokerIds: array(int32),
      }),
      configs: array({
        name: string,
        /** Null: the default. */
        value: string.nullable(),
      }),
    }),
    /** How long to wait until the topics are there. */
    timeoutMs: int32.default(60000),
    /** Check and answer as if, but create nothing. */
    validateOnly: boolean.versions("1+"),
  },
  response: {
    throttleTimeMs: int32.versions("2+").ignorable(),
    topics: array({
      name: string,
      topicId: uuid.versions("7+").ignorable(),
      errorCode: int16,
      errorMessage: string.versions("1+").nullable().ignorable(),
      /** Why `configs` is null although the topic was created. */
      topicConfigErrorCode: int16.versions("5+").tag(0).ignorable(),
      /** -1 if the caller may not see it. */
      numPartitions: int32.versions("5+").default(-1).ignorable(),
      /** -1 if the caller may not see it. */
      replicationFactor: int16.versions("5+").default(-1).ignorable(),
      /** Null if the caller may not see them. */
      configs: array({
        name: string,
        value: string.nullable(),
        readOnly: boolean,
        /** Where the value comes from, as in DescribeConfigs. */
        configSource: int8.default(-1).ignorable(),
        /** A password or the like; its value is null. */
        isSensitive: boolean,
      })
        .versions("5+")
        .nullable()
        .ignorable(),
    }),
  },
});
