import type { KafkaClient, TopicMetadata } from "@k/client";
import { BrokerError, ErrorCode, errorInfo, Metadata } from "@k/protocol";

/**
 * The topic as the cluster knows it now, tracked by the client from here on. Unlike a producer it does not wait for a topic that is not
 * there: whoever looks wants to know at once.
 */
export async function findTopic(client: KafkaClient, name: string): Promise<TopicMetadata> {
  const request = (version: number) => ({
    topics: [{ name }],
    // Before version 4 the broker's auto.create.topics.enable alone decides.
    ...(version < 4 ? {} : { allowAutoTopicCreation: false }),
  });
  const { topics } = await client.send(Metadata, request, { to: "any" });
  const errorCode = topics[0]?.errorCode ?? ErrorCode.UNKNOWN_TOPIC_OR_PARTITION;
  if (!mayBecomeUsable(errorCode)) throw new BrokerError(errorCode, `topic ${name}`);
  return client.metadata.waitForTopic(name, { timeoutMs: METADATA_TIMEOUT_MS });
}

const METADATA_TIMEOUT_MS = 15_000;

/** A leader that is being elected, for one. */
const mayBecomeUsable = (errorCode: number) =>
  errorCode === ErrorCode.NONE ||
  (errorInfo(errorCode).retriable && errorCode !== ErrorCode.UNKNOWN_TOPIC_OR_PARTITION);
