/** kafka-ts: always idempotent, one request in flight per broker; takes strings only. */
import kafkaTs from "../peers/node_modules/kafka-ts/dist/index.js";

export const values = "string";

export async function connect({ bootstrapServers, topic }) {
  const servers = bootstrapServers.map((server) => ({
    host: server.split(":")[0],
    port: Number(server.split(":")[1]),
  }));
  const kafka = kafkaTs.createKafkaClient({ clientId: "bench", bootstrapServers: servers });
  const producer = kafka.createProducer({ maxBatchSize: 5_000 });
  return {
    send: (value) => producer.send([{ topic, value }]),
    sendMany: (values) => producer.send(values.map((value) => ({ topic, value }))),
    close: () => producer.close(),
  };
}
