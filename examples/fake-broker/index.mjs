import { KafkaProducer } from "@k/producer";
import { startFakeBroker } from "./fake-broker.mjs";

const broker = await startFakeBroker(0, (topic, bytes) => console.log(`a batch of ${bytes} bytes for ${topic}`));
const producer = new KafkaProducer({ bootstrapServers: `127.0.0.1:${broker.address().port}` });
try {
  await Promise.all(["one", "two", "three"].map((value) => producer.send({ topic: "numbers", value })));
} finally {
  await producer.close();
  broker.close();
}
