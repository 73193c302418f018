/**
 * OffsetFetch, v0-v9: what a group has committed. v7 says UNSTABLE_OFFSET_COMMIT while a transaction is open over an offset,
 * if the client wants stable ones; v8 several groups at once.
 */
import { ErrorCode, OffsetFetch, type RequestOf } from "@k/protocol";
import type { RequestContext } from "../request-context.js";
import type { Handler } from "./handler.js";

type Request = RequestOf<typeof OffsetFetch>;
type AskedTopics = readonly { readonly name: string; readonly partitionIndexes: readonly number[] }[];

export const offsetFetch: Handler<typeof OffsetFetch> = {
  api: OffsetFetch,
  handle(request, context) {
    const look = (groupId: string, topics: AskedTopics | null) =>
      lookUp(groupId, topics, request.requireStable, context);
    if (context.apiVersion >= 8) {
      const groups = request.groups.map(({ groupId, topics }) => ({
        groupId,
        topics: look(groupId, topics),
        errorCode: ErrorCode.NONE,
      }));
      return { throttleTimeMs: 0, groups };
    }
    return { throttleTimeMs: 0, topics: look(request.groupId, request.topics), errorCode: ErrorCode.NONE };
  },
  refuse(request, errorCode, { apiVersion }) {
    if (apiVersion >= 8) {
      return { throttleTimeMs: 0, groups: request.groups.map(({ groupId }) => ({ groupId, topics: [], errorCode })) };
    }
    return { throttleTimeMs: 0, topics: refusedTopics(request, errorCode), errorCode };
  },
};

function lookUp(groupId: string, asked: AskedTopics | null, requireStable: boolean, { groups }: RequestContext) {
  const committed = groups.committed(groupId);
  const topics = asked ?? topicsOf([...committed.keys()]);
  return topics.map(({ name, partitionIndexes }) => ({
    name,
    partitions: partitionIndexes.map((partitionIndex) => {
      const key = `${name}-${partitionIndex}`;
      const unstable = requireStable && groups.isPending(groupId, key);
      const found = unstable ? undefined : committed.get(key);
      return {
        partitionIndex,
        committedOffset: found?.offset ?? -1n,
        committedLeaderEpoch: found?.leaderEpoch ?? -1,
        metadata: found?.metadata ?? "",
        errorCode: unstable ? ErrorCode.UNSTABLE_OFFSET_COMMIT : ErrorCode.NONE,
      };
    }),
  }));
}

function topicsOf(keys: readonly string[]): AskedTopics {
  const topics = new Map<string, number[]>();
  for (const key of keys) {
    const dash = key.lastIndexOf("-");
    const name = key.slice(0, dash);
    topics.set(name, [...(topics.get(name) ?? []), Number(key.slice(dash + 1))]);
  }
  return [...topics].map(([name, partitionIndexes]) => ({ name, partitionIndexes }));
}

function refusedTopics({ topics }: Request, errorCode: number) {
  return (topics ?? []).map(({ name, partitionIndexes }) => ({
    name,
    partitions: partitionIndexes.map((partitionIndex) => ({
      partitionIndex,
      committedOffset: -1n,
      metadata: "",
      errorCode,
    })),
  }));
}
