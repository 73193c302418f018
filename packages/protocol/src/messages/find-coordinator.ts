import { api, array, int8, int16, int32, string } from "../schema/index.js";

/**
 * Finds the broker that coordinates a group or a transactional id.
 *
 * v1 types of keys, error messages and throttle time; v3 flexible; v4 several keys at once (KIP-699);
 * v5 may answer TRANSACTION_ABORTABLE; v6 share groups (KIP-932).
 */
export const FindCoordinator = api({
  name: "FindCoordinator",
  key: 10,
  versions: "0-6",
  flexible: "3+",
  request: {
    /** The group id or transactional id. */
    key: string.versions("0-3"),
    /** 0: group, 1: transactional id, 2: share group. */
    keyType: int8.versions("1+"),
    /** Share groups are `groupId:topicId:partition`. */
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
