/**
 * Metadata, v0-v13: brokers, topics, partitions and their leaders.
 * v1 null asks for all topics (v0: an empty list); v4 the client says whether to create missing ones; v7 leader epochs;
 * v10 topic ids, v12 topics asked for by id alone.
 */
import { ErrorCode, Metadata, type ResponseInitOf } from "@k/protocol";
import type { Partition, Topic } from "../cluster/index.js";
import { isValidTopicName } from "../cluster/index.js";
import { endpointOf, type RequestContext } from "../request-context.js";
import type { Handler } from "./handler.js";

type Response = ResponseInitOf<typeof Metadata>;
type TopicAnswer = Response["topics"][number];

const ZERO_UUID = "AAAAAAAAAAAAAAAAAAAAAA";

export const metadata: Handler<typeof Metadata> = {
  api: Metadata,
  handle(request, context) {
    const wantsAll = request.topics === null || (context.apiVersion === 0 && request.topics.length === 0);
    const mayCreate =
      context.cluster.settings.autoCreateTopics && (request.allowAutoTopicCreation || context.apiVersion < 4);
    const topics = wantsAll
      ? [...context.cluster.topics.values()].map((topic) => describe(topic, context))
      : request.topics!.map(({ name, topicId }) => lookUp(name, topicId, mayCreate, context));
    return { ...clusterPart(context), topics };
  },
  refuse(request, errorCode, context) {
    const topics = (request.topics ?? []).map(({ name, topicId }) => missing(errorCode, name, topicId));
    return { ...clusterPart(context), topics, ...(context.apiVersion >= 13 ? { errorCode } : {}) };
  },
};

function clusterPart(context: RequestContext): Omit<Response, "topics"> {
  const { cluster, profile } = context;
  const nodes = profile.hidesBrokersWithoutTopics && cluster.topics.size === 0 ? [] : cluster.registeredNodes();
  return {
    throttleTimeMs: 0,
    brokers: nodes.map((node) => ({ nodeId: node.id, ...endpointOf(node, context), rack: node.rack })),
    clusterId: cluster.clusterId,
    controllerId: cluster.controllerId,
  };
}

function lookUp(name: string | null, topicId: string, mayCreate: boolean, context: RequestContext): TopicAnswer {
  const { cluster } = context;
  if (name === null) {
    const topic = cluster.topicById(topicId);
    return topic === undefined ? missing(ErrorCode.UNKNOWN_TOPIC_ID, null, topicId) : describe(topic, context);
  }
  const topic = cluster.topics.get(name);
  if (topic !== undefined) return describe(topic, context);
  if (!isValidTopicName(name)) return missing(ErrorCode.INVALID_TOPIC_EXCEPTION, name);
  if (!mayCreate) return missing(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION, name);
  return describe(cluster.createTopic(name, {}), context);
}

function missing(errorCode: number, name: string | null, topicId = ZERO_UUID): TopicAnswer {
  return { errorCode, name, topicId, isInternal: false, partitions: [] };
}

function describe(topic: Topic, context: RequestContext): TopicAnswer {
  const { name, id } = topic;
  if (context.cluster.clock.now() < topic.availableAtMs) return missing(ErrorCode.LEADER_NOT_AVAILABLE, name, id);
  return {
    errorCode: ErrorCode.NONE,
    name,
    topicId: id,
    isInternal: false,
    partitions: topic.partitions.map((partition) => describePartition(partition, context)),
  };
}

function describePartition(partition: Partition, { cluster }: RequestContext): TopicAnswer["partitions"][number] {
  const { index, leaderId, leaderEpoch, replicas, isr } = partition;
  return {
    errorCode: leaderId < 0 ? ErrorCode.LEADER_NOT_AVAILABLE : ErrorCode.NONE,
    partitionIndex: index,
    leaderId,
    leaderEpoch,
    replicaNodes: [...replicas],
    isrNodes: [...isr],
    offlineReplicas: replicas.filter((id) => !cluster.node(id)?.registered),
  };
}
