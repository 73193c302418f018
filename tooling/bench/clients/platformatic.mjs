/** @platformatic/kafka: round robin without a key, metadata kept for five minutes as the others do. */
import { Producer } from "../peers/node_modules/@platformatic/kafka/dist/index.js";

export const values = "buffer";

export async function connect({ bootstrapServers, topic }) {
  const producer = new Producer({
    clientId: "bench",
    bootstrapBrokers: bootstrapServers,
    metadataMaxAge: 300_000,
    acks: -1,
  });
  return {
    send: (value) => producer.send({ messages: [{ topic, value }] }),
    sendMany: (values) => producer.send({ messages: values.map((value) => ({ topic, value })) }),
    close: () => producer.close(),
  };
}
