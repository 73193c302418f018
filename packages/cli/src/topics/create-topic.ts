import type { KafkaClient } from "@k/client";
import { BrokerError, CreateTopics, ErrorCode } from "@k/protocol";

export interface TopicSettings {
  readonly partitions: number;
  /** By default 3, or one per broker where there are fewer. */
  readonly replicationFactor?: number | undefined;
  readonly config?: Readonly<Record<string, string>>;
}

/** Creates a topic and resolves with its replication factor once the cluster has agreed to it. */
export async function createTopic(client: KafkaClient, name: string, settings: TopicSettings): Promise<number> {
  const brokers = client.metadata.cluster.brokers.size;
  const { partitions, replicationFactor = Math.min(3, brokers), config = {} } = settings;
  const response = await client.send(
    CreateTopics,
    {
      topics: [
        {
          name,
          numPartitions: partitions,
          replicationFactor,
          assignments: [],
          configs: Object.entries(config).map(([configName, value]) => ({ name: configName, value })),
        },
      ],
      timeoutMs: 30_000,
      validateOnly: false,
    },
    { to: "controller" },
  );
  const { errorCode, errorMessage } = response.topics[0]!;
  if (errorCode !== ErrorCode.NONE) {
    throw new BrokerError(errorCode, `create topic ${name}`, { serverMessage: errorMessage });
  }
  return replicationFactor;
}
