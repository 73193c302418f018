/** CreatePartitions, v0-v3: more partitions for a topic; its new ones are laid out by the broker. */
import { CreatePartitions, ErrorCode } from "@k/protocol";
import { isWrongBroker } from "./controller-only.js";
import type { Handler } from "./handler.js";

export const createPartitions: Handler<typeof CreatePartitions> = {
  api: CreatePartitions,
  handle(request, context) {
    if (isWrongBroker(context)) return this.refuse(request, ErrorCode.NOT_CONTROLLER, context);
    const { cluster } = context;
    const { topics, validateOnly } = request;
    const results = topics.map(({ name, count }) => {
      const topic = cluster.topics.get(name);
      if (topic === undefined) return { name, errorCode: ErrorCode.UNKNOWN_TOPIC_OR_PARTITION };
      if (count <= topic.partitions.length) return { name, errorCode: ErrorCode.INVALID_PARTITIONS };
      if (!validateOnly) cluster.addPartitions(topic, count);
      return { name, errorCode: ErrorCode.NONE };
    });
    return { throttleTimeMs: 0, results };
  },
  refuse: ({ topics }, errorCode) => ({ throttleTimeMs: 0, results: topics.map(({ name }) => ({ name, errorCode })) }),
};
