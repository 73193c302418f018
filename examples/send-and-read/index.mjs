/** Sends a few records to a Kafka cluster inside this process, and looks at what its log holds. */
import { DevCluster } from "@k/dev-broker";
import { KafkaProducer } from "@k/producer";

const cluster = await DevCluster.start({ brokers: 3 });
await cluster.createTopic("orders", { partitions: 6 });
const producer = new KafkaProducer({ bootstrapServers: cluster.bootstrapServers, acks: "all" });

try {
  const orders = [
    { key: "alice", value: JSON.stringify({ item: "tea", count: 2 }) },
    { key: "bob", value: JSON.stringify({ item: "cups", count: 6 }), headers: { "trace-id": "4711" } },
    { key: "alice", value: JSON.stringify({ item: "milk", count: 1 }) },
  ];
  // Sent together, acknowledged one by one: a key's records keep their order.
  const sent = await Promise.all(orders.map((order) => producer.send({ topic: "orders", ...order })));
  for (const { topic, partition, offset } of sent) console.log(`acknowledged ${topic}-${partition}, offset ${offset}`);

  for (const partition of new Set(sent.map((metadata) => metadata.partition))) {
    for (const { key, value } of cluster.readRecords("orders", partition)) {
      console.log(`orders-${partition}: ${Buffer.from(key)} → ${Buffer.from(value)}`);
    }
  }
} finally {
  await producer.close();
  await cluster.close();
}
