/** DeleteTopics, v0-v6: by name, from v6 on also by id. */
import { DeleteTopics, ErrorCode, type RequestOf, type ResponseInitOf } from "@k/protocol";
import type { RequestContext } from "../request-context.js";
import { isWrongBroker } from "./controller-only.js";
import type { Handler } from "./handler.js";

type TopicAnswer = ResponseInitOf<typeof DeleteTopics>["responses"][number];

export const deleteTopics: Handler<typeof DeleteTopics> = {
  api: DeleteTopics,
  handle(request, context) {
    if (isWrongBroker(context)) return this.refuse(request, ErrorCode.NOT_CONTROLLER, context);
    return {
      throttleTimeMs: 0,
      responses: asked(request, context).map(({ name, topicId }) => remove(name, topicId, context)),
    };
  },
  refuse(request, errorCode, context) {
    const responses = asked(request, context).map(({ name, topicId }) => ({ name, topicId, errorCode }));
    return { throttleTimeMs: 0, responses };
  },
};

const ZERO_UUID = "AAAAAAAAAAAAAAAAAAAAAA";

function asked({ topics, topicNames }: RequestOf<typeof DeleteTopics>, { apiVersion }: RequestContext) {
  return apiVersion >= 6 ? topics : topicNames.map((name) => ({ name, topicId: ZERO_UUID }));
}

function remove(name: string | null, topicId: string, { cluster }: RequestContext): TopicAnswer {
  const topic = name === null ? cluster.topicById(topicId) : cluster.topics.get(name);
  if (topic === undefined) {
    const errorCode = name === null ? ErrorCode.UNKNOWN_TOPIC_ID : ErrorCode.UNKNOWN_TOPIC_OR_PARTITION;
    return { name, topicId, errorCode };
  }
  cluster.deleteTopic(topic);
  return { name: topic.name, topicId: topic.id, errorCode: ErrorCode.NONE };
}
