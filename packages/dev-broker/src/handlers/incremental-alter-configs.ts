/** IncrementalAlterConfigs, v0-v1: changes the settings of topics. */
import { ErrorCode, IncrementalAlterConfigs, type RequestOf } from "@k/protocol";
import type { RequestContext } from "../request-context.js";
import type { Handler } from "./handler.js";

type Resource = RequestOf<typeof IncrementalAlterConfigs>["resources"][number];

const TOPIC = 2;
const SET = 0;
const DELETE = 1;

export const incrementalAlterConfigs: Handler<typeof IncrementalAlterConfigs> = {
  api: IncrementalAlterConfigs,
  handle({ resources, validateOnly }, context) {
    const responses = resources.map((resource) => answer(resource, alter(resource, validateOnly, context)));
    return { throttleTimeMs: 0, responses };
  },
  refuse: ({ resources }, errorCode) => ({
    throttleTimeMs: 0,
    responses: resources.map((resource) => answer(resource, errorCode)),
  }),
};

function alter(
  { resourceType, resourceName, configs }: Resource,
  validateOnly: boolean,
  { cluster }: RequestContext,
): number {
  if (resourceType !== TOPIC) return ErrorCode.INVALID_REQUEST;
  const topic = cluster.topics.get(resourceName);
  if (topic === undefined) return ErrorCode.UNKNOWN_TOPIC_OR_PARTITION;
  const entries = { ...topic.config.entries };
  for (const { name, configOperation, value } of configs) {
    // Lists that grow or shrink would need to know which settings are lists.
    if (configOperation === DELETE) delete entries[name];
    else if (configOperation === SET && value !== null) entries[name] = value;
    else return ErrorCode.INVALID_REQUEST;
  }
  try {
    cluster.configureTopic(topic, entries, validateOnly);
  } catch {
    return ErrorCode.INVALID_CONFIG;
  }
  return ErrorCode.NONE;
}

function answer({ resourceType, resourceName }: Resource, errorCode: number) {
  return { errorCode, errorMessage: null, resourceType, resourceName };
}
