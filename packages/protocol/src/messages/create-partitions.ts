import { api, array, boolean, int16, int32, string } from "../schema/index.js";

/** Declared field by field; the notes on versions follow. */
export const CreatePartitions = api({
  name: "CreatePartitions",
  key: 37,
  versions: "0-3",
  flexible: "2+",
  request: {
    topics: array({
      name: string,
      count: int32,
      assignments: array({
        brokerIds: array(int32),
      }).nullable(),
    }),
    timeoutMs: int32,
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
