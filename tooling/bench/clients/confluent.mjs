/** librdkafka through confluent's binding, by its callback API: about half as fast again as its promise API. */
import { once } from "node:events";
import confluent from "../peers-native/node_modules/@confluentinc/kafka-javascript/lib/index.js";

export const values = "buffer";

export async function connect({ bootstrapServers, topic, workload }) {
  const producer = new confluent.Producer({
    "client.id": "bench",
    "bootstrap.servers": bootstrapServers.join(","),
    acks: -1,
    dr_cb: true,
    "linger.ms": workload === "await-each" ? 0 : 1,
    "queue.buffering.max.messages": 1_000_000,
  });
  const connected = once(producer, "ready");
  producer.connect();
  await connected;
  producer.setPollInBackground(true);
  producer.on("delivery-report", (error, { opaque }) => opaque(error));

  const send = (value) =>
    new Promise((resolve, reject) => {
      producer.produce(topic, null, value, null, null, (error) => (error ? reject(error) : resolve()));
    });
  // One promise for many records: a counter costs less than a promise each.
  const sendMany = (values) =>
    new Promise((resolve, reject) => {
      let left = values.length;
      const acknowledged = (error) => (error ? reject(error) : --left === 0 && resolve());
      for (const value of values) producer.produce(topic, null, value, null, null, acknowledged);
    });
  return {
    send,
    sendMany,
    close: () => new Promise((resolve) => producer.flush(10_000, () => producer.disconnect(resolve))),
  };
}
