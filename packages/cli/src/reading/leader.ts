import type { KafkaClient, PartitionMetadata } from "@k/client";
import { BrokerError, ErrorCode } from "@k/protocol";

/** The broker that leads the partition, by what is known now. */
export function leaderOf(client: KafkaClient, topic: string, partition: number): number {
  const known: PartitionMetadata | undefined = client.metadata.topic(topic)?.partitions[partition];
  if (known === undefined) {
    throw new BrokerError(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION, `partition ${partition} of ${topic}`);
  }
  if (known.leaderId < 0) throw new BrokerError(ErrorCode.LEADER_NOT_AVAILABLE, `${topic}-${partition}`);
  return known.leaderId;
}
