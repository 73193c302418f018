/** kafkajs: five requests in flight, its own default partitioner (Java's, random without a key). */
import { Kafka, logLevel } from "../peers/node_modules/kafkajs/index.js";

process.env.KAFKAJS_NO_PARTITIONER_WARNING = "1";

export const values = "buffer";

export async function connect({ bootstrapServers, topic }) {
  const kafka = new Kafka({ clientId: "bench", brokers: bootstrapServers, logLevel: logLevel.ERROR });
  const producer = kafka.producer({ maxInFlightRequests: 5, allowAutoTopicCreation: false });
  await producer.connect();
  const send = (messages) => producer.send({ topic, acks: -1, messages });
  return {
    send: (value) => send([{ value }]),
    sendMany: (values) => send(values.map((value) => ({ value }))),
    close: () => producer.disconnect(),
  };
}
