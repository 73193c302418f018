/** ListGroups, v0-v5: the groups that have committed offsets. Old clients ask for it to tell 0.9 from 0.8.2. */
import { ErrorCode, ListGroups } from "@k/protocol";
import type { Handler } from "./handler.js";

export const listGroups: Handler<typeof ListGroups> = {
  api: ListGroups,
  handle(_request, context) {
    const groups = context.groups.ids.map((groupId) => ({ groupId, protocolType: "" }));
    return { throttleTimeMs: 0, errorCode: ErrorCode.NONE, groups };
  },
  refuse: (_request, errorCode) => ({ throttleTimeMs: 0, errorCode, groups: [] }),
};
