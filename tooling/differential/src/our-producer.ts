/** Ours, with the same options. */

import { KafkaProducer, RoundRobinPartitioner } from "@k/producer";
import type { OptionSet } from "./option-set.js";
import type { Outcome } from "./peer.js";

export async function sendOurs({ options, records }: OptionSet, server: string, topic: string): Promise<Outcome[]> {
  const { acks, compressionType, batchSize, lingerMs, enableIdempotence } = options;
  const producer = new KafkaProducer({
    ...{ bootstrapServers: server, acks, compressionType, batchSize, lingerMs, enableIdempotence },
    ...(options.partitioner === "roundRobin" && { partitioner: new RoundRobinPartitioner() }),
  });
  try {
    const sent = records.map(({ key, value, partition, timestampMs, headers }) =>
      producer.send({
        ...{ topic, key, value },
        ...(headers.length > 0 && { headers: headers.map(([name, data]) => ({ key: name, value: data })) }),
        ...(partition !== undefined && { partition }),
        ...(timestampMs !== undefined && { timestampMs }),
      }),
    );
    await producer.flush();
    const results = await Promise.all(sent);
    return results.map(({ partition, offset, timestamp }) => ({ partition, offset: Number(offset), timestamp }));
  } finally {
    await producer.close();
  }
}
