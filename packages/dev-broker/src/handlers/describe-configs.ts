/** DescribeConfigs, v1-v4: what was set on a topic. Defaults are not listed, and nothing else has a configuration here. */
import { DescribeConfigs, ErrorCode, type RequestOf } from "@k/protocol";
import type { RequestContext } from "../request-context.js";
import type { Handler } from "./handler.js";

type Resource = RequestOf<typeof DescribeConfigs>["resources"][number];

const TOPIC = 2;
const DYNAMIC_TOPIC_CONFIG = 1;

export const describeConfigs: Handler<typeof DescribeConfigs> = {
  api: DescribeConfigs,
  handle: ({ resources }, context) => ({
    throttleTimeMs: 0,
    results: resources.map((resource) => describe(resource, context)),
  }),
  refuse: ({ resources }, errorCode) => ({
    throttleTimeMs: 0,
    results: resources.map((resource) => failed(resource, errorCode)),
  }),
};

function describe(resource: Resource, { cluster, apiVersion }: RequestContext) {
  const { resourceType, resourceName, configurationKeys } = resource;
  const topic = resourceType === TOPIC ? cluster.topics.get(resourceName) : undefined;
  if (resourceType === TOPIC && topic === undefined) return failed(resource, ErrorCode.UNKNOWN_TOPIC_OR_PARTITION);
  const configs = Object.entries(topic?.config.entries ?? {})
    .filter(([name]) => configurationKeys?.includes(name) ?? true)
    .map(([name, value]) => ({
      name,
      value,
      readOnly: false,
      isSensitive: false,
      ...(apiVersion === 0 ? { isDefault: false } : { configSource: DYNAMIC_TOPIC_CONFIG }),
    }));
  return { ...failed(resource, ErrorCode.NONE), configs };
}

function failed({ resourceType, resourceName }: Resource, errorCode: number) {
  return { errorCode, errorMessage: null, resourceType, resourceName, configs: [] };
}
