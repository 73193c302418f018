/** Ours: one `send` per record, whatever the workload; it batches by itself. */
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
  const send = (value) => producer.send({ topic, value });
  return {
    send,
    sendMany: (values) => Promise.all(values.map(send)),
    close: () => producer.close(),
  };
}
