import { api, array, int8, int16, int32, string } from "../schema/index.js";

/** Declared field by field; the notes on versions follow. */
export const FindCoordinator = api({
  name: "FindCoordinator",
  key: 10,
  versions: "0-6",
  flexible: "3+",
  request: {
    key: string.versions("0-3"),
    keyType: int8.versions("1+"),
    coordinatorKeys: array(string).versions("4+"),
  },
  response: {
    throttleTimeMs: int32.versions("1+").ignorable(),
    errorCode: int16.versions("0-3"),
    errorMessage: string.versions("1-3").nullable().ignorable(),
    nodeId: int32.versions("0-3"),
    host: string.versions("0-3"),
    port: int32.versions("0-3"),
    coordinators: array({
      key: string,
      nodeId: int32,
      host: string,
      port: int32,
      errorCode: int16,
      errorMessage: string.nullable().ignorable(),
    }).versions("4+"),
  },
});
