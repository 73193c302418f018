/** Batches as a Produce request, and the parts of its response by batch. Decides nothing. */
import type { InitOf, Produce, ResponseOf } from "@k/protocol";
import type { ProducerBatch } from "../accumulator/index.js";

/** From this version on, a request names topics by id (KIP-516). */
const TOPIC_ID_VERSION = 13;

type ProduceRequest = InitOf<typeof Produce>;
type ProduceResponse = ResponseOf<typeof Produce>;
export type PartitionResponse = ProduceResponse["responses"][number]["partitionResponses"][number];

export interface ProduceSettings {
  readonly acks: 0 | 1 | -1;
  /** How long the leader waits for its followers. */
  readonly timeoutMs: number;
  readonly transactionalId: string | null;
}

/** The newest version that all of these batches can be sent in. */
export function newestUsableVersion(batches: readonly ProducerBatch[]): number {
  return batches.every(({ queue }) => queue.topic.topicId !== undefined) ? TOPIC_ID_VERSION : TOPIC_ID_VERSION - 1;
}

/** Every batch is of another partition. */
export function produceRequest(batches: readonly ProducerBatch[], settings: ProduceSettings): ProduceRequest {
  const byTopic = new Map<
    string,
    { name: string; topicId?: string; partitionData: { index: number; records: Uint8Array }[] }
  >();
  for (const { queue, bytes } of batches) {
    const { topic, partition } = queue.topicPartition;
    const partitionData = { index: partition, records: bytes as Uint8Array };
    const data = byTopic.get(topic);
    if (data !== undefined) data.partitionData.push(partitionData);
    else {
      const { topicId } = queue.topic;
      byTopic.set(topic, { name: topic, ...(topicId !== undefined && { topicId }), partitionData: [partitionData] });
    }
  }
  return { ...settings, topicData: [...byTopic.values()] };
}

/**
 * The answer to each batch, in the order of `batches`; undefined where the response leaves a batch out.
 * Topic ids are those of the request: a topic may have been created again in the meantime (KAFKA-19397).
 */
export function partitionResponses(
  batches: readonly ProducerBatch[],
  topicNames: ReadonlyMap<string, string>,
  response: ProduceResponse,
): (PartitionResponse | undefined)[] {
  const answers = new Map<string, PartitionResponse>();
  for (const { name, topicId, partitionResponses: partitions } of response.responses) {
    const topic = name === "" ? topicNames.get(topicId) : name;
    for (const partition of partitions) {
      const key = `${topic}-${partition.index}`;
      // A broker that answers a partition twice is believed once.
      if (!answers.has(key)) answers.set(key, partition);
    }
  }
  return batches.map(({ queue }) => answers.get(queue.name));
}
