/** Where to read from and to: names and timestamps of offsets become offsets. */

import type { KafkaClient } from "@k/client";
import { BrokerError, ErrorCode, ListOffsets } from "@k/protocol";
import { leaderOf } from "./leader.js";

/** A place in a partition: an end of the log, or an offset. */
export type OffsetSpec = "earliest" | "latest" | bigint;

/** `latest` is the offset that the next record will get. Asks the partition's leader unless the offset is given. */
export async function resolveOffset(
  client: KafkaClient,
  topic: string,
  partition: number,
  spec: OffsetSpec,
): Promise<bigint> {
  if (typeof spec === "bigint") return spec;
  const response = await client.send(
    ListOffsets,
    {
      replicaId: -1,
      topics: [{ name: topic, partitions: [{ partitionIndex: partition, timestamp: timestamps[spec] }] }],
    },
    { to: leaderOf(client, topic, partition) },
  );
  const answer = response.topics[0]?.partitions[0];
  const errorCode = answer?.errorCode ?? ErrorCode.UNKNOWN_SERVER_ERROR;
  if (errorCode !== ErrorCode.NONE) throw new BrokerError(errorCode, `offsets of ${topic}-${partition}`);
  // Version 0 (before Kafka 0.10.1) answers with a list.
  return answer!.oldStyleOffsets[0] ?? answer!.offset;
}

// ListOffsets takes these two for timestamps: the log's start and its end.
const timestamps = { earliest: -2n, latest: -1n };
