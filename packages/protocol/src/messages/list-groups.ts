import { api, array, int16, int32, string } from "../schema/index.js";

/**
 * Lists the groups that a broker coordinates.
 *
 * v1 throttle time; v3 flexible; v4 states (KIP-518); v5 types (KIP-848).
 */
export const ListGroups = api({
  name: "ListGroups",
  key: 16,
  versions: "0-5",
  flexible: "3+",
  request: {
    /** Empty: all states. */
    statesFilter: array(string).versions("4+"),
    /** Empty: all types. */
    typesFilter: array(string).versions("5+"),
  },
  response: {
    throttleTimeMs: int32.versions("1+").ignorable(),
    errorCode: int16,
    groups: array({
      groupId: string,
      /** `consumer`, `connect` and others; empty for groups that only hold offsets. */
      protocolType: string,
      groupState: string.versions("4+").ignorable(),
      groupType: string.versions("5+").ignorable(),
    }),
  },
});
