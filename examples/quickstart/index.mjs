/** A message into Kafka, durably. Give the address of a Kafka of your own, or none: then one is started inside this process. */
import { DevCluster } from "@k/dev-broker";
import { KafkaProducer } from "@k/producer";

const [bootstrapServers] = process.argv.slice(2);
const cluster = bootstrapServers === undefined ? await DevCluster.start() : undefined;

const producer = new KafkaProducer({
  bootstrapServers: bootstrapServers ?? cluster.bootstrapServers,
  // Acknowledged by every in-sync replica, retried until it is, and written once even when it was sent twice.
  enableIdempotence: true,
});
try {
  const { topic, partition, offset } = await producer.send({ topic: "greetings", key: "world", value: "hello" });
  console.log(`acknowledged: ${topic}-${partition}, offset ${offset}`);
} finally {
  await producer.close();
  await cluster?.close();
}
