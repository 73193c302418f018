import { api, array, boolean, int8, int16, int32, string } from "../schema/index.js";

/**
 * Changes single entries of the configuration of topics, brokers and other resources.
 *
 * v1 flexible.
 */
export const IncrementalAlterConfigs = api({
  name: "IncrementalAlterConfigs",
  key: 44,
  versions: "0-1",
  flexible: "1+",
  request: {
    resources: array({
      /** As in DescribeConfigs. */
      resourceType: int8,
      resourceName: string,
      configs: array({
        name: string,
        /** 0: set, 1: delete, 2: append to a list, 3: subtract from a list. */
        configOperation: int8,
        value: string.nullable(),
      }),
    }),
    /** Check and answer as if, but change nothing. */
    validateOnly: boolean,
  },
  response: {
    throttleTimeMs: int32,
    responses: array({
      errorCode: int16,
      errorMessage: string.nullable(),
      resourceType: int8,
      resourceName: string,
    }),
  },
});
