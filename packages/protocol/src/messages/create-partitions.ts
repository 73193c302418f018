import { api, array, boolean, int16, int32, string } from "../schema/index.js";

/**
 * Adds partitions to topics.
 *
 * v2 flexible; v3 may be throttled by quota.
 */
export const CreatePartitions = api({
  name: "CreatePartitions",
  key: 37,
  versions: "0-3",
  flexible: "2+",
  request: {
    topics: array({
      name: string,
      /** How many there shall be in all. */
      count: int32,
      /** Which brokers hold each new partition; null to leave that to Kafka. */
      assignments: array({
        brokerIds: array(int32),
      }).nullable(),
    }),
    /** How long to wait until the partitions are there. */
    timeoutMs: int32,
    /** Check and answer as if, but create nothing. */
    validateOnly: boolean,
  },
  response: {
    throttleTimeMs: int32,
    results: array({
      name: string,
      errorCode: int16,
      errorMessage: string.nullable().default(null),
    }),
  },
});
