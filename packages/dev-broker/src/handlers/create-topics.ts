/**
 * CreateTopics, v0-v7: in KRaft clusters any broker takes it, with ZooKeeper only the controller.
 * v4 -1 for the default number of partitions and replicas; v5 answers with the settings; v7 with the topic's id.
 */
import { CreateTopics, ErrorCode, type RequestOf, type ResponseInitOf } from "@k/protocol";
import type { NewTopic } from "../cluster/index.js";
import type { RequestContext } from "../request-context.js";
import { isWrongBroker } from "./controller-only.js";
import type { Handler } from "./handler.js";

type TopicRequest = RequestOf<typeof CreateTopics>["topics"][number];
type TopicAnswer = ResponseInitOf<typeof CreateTopics>["topics"][number];

export const createTopics: Handler<typeof CreateTopics> = {
  api: CreateTopics,
  handle(request, context) {
    const { topics, validateOnly } = request;
    if (isWrongBroker(context)) return this.refuse(request, ErrorCode.NOT_CONTROLLER, context);
    return { throttleTimeMs: 0, topics: topics.map((topic) => create(topic, validateOnly, context)) };
  },
  refuse({ topics }, errorCode) {
    return { throttleTimeMs: 0, topics: topics.map(({ name }) => failed(name, errorCode)) };
  },
};

function create(request: TopicRequest, validateOnly: boolean, { cluster }: RequestContext): TopicAnswer {
  const { name } = request;
  const options = optionsOf(request);
  const errorCode = cluster.checkNewTopic(name, options);
  if (errorCode !== ErrorCode.NONE) return failed(name, errorCode);
  if (validateOnly) return { name, errorCode, errorMessage: null };
  try {
    const { id, partitions, config } = cluster.createTopic(name, options);
    return {
      name,
      topicId: id,
      errorCode,
      errorMessage: null,
      numPartitions: partitions.length,
      replicationFactor: partitions[0]?.replicas.length ?? -1,
      configs: Object.entries(config.entries).map(([key, value]) => ({
        name: key,
        value,
        readOnly: false,
        isSensitive: false,
      })),
    };
  } catch (error) {
    return failed(name, ErrorCode.INVALID_CONFIG, (error as Error).message);
  }
}

function optionsOf({ numPartitions, replicationFactor, assignments, configs }: TopicRequest): NewTopic {
  const byPartition = [...assignments]
    .sort((a, b) => a.partitionIndex - b.partitionIndex)
    .map(({ brokerIds }) => brokerIds);
  return {
    partitions: numPartitions === -1 || byPartition.length > 0 ? undefined : numPartitions,
    replicationFactor: replicationFactor === -1 || byPartition.length > 0 ? undefined : replicationFactor,
    assignments: byPartition.length > 0 ? byPartition : undefined,
    config: Object.fromEntries(configs.flatMap(({ name, value }) => (value === null ? [] : [[name, value]]))),
  };
}

function failed(name: string, errorCode: number, errorMessage: string | null = null): TopicAnswer {
  return { name, errorCode, errorMessage };
}
