/** Ours: it batches by itself, so a stream is one `send` per record. */
import { KafkaProducer } from "@k/producer";

export const values = "buffer";

export async function connect({ bootstrapServers, topic }) {
  const producer = new KafkaProducer({
    clientId: "bench",
    bootstrapServers,
    acks: "all",
    batchSize: 131_072,
    maxInFlightRequestsPerConnection: 5,
  });
  return {
    send: (value) => producer.send({ topic, value }),
    sendMany: (values) => producer.sendBatch(values.map((value) => ({ topic, value }))),
    close: () => producer.close(),
  };
}
