import { api, array, int16, int32, string } from "../schema/index.js";

/** Declared field by field; the notes on versions follow. */
export const ListGroups = api({
  name: "ListGroups",
  key: 16,
  versions: "0-5",
  flexible: "3+",
  request: {
    statesFilter: array(string).versions("4+"),
    typesFilter: array(string).versions("5+"),
  },
  response: {
    throttleTimeMs: int32.versions("1+").ignorable(),
    errorCode: int16,
    groups: array({
      groupId: string,
      protocolType: string,
      groupState: string.versions("4+").ignorable(),
      groupType: string.versions("5+").ignorable(),
    }),
  },
});
