import { readFile } from "node:fs/promises";
import { DevCluster } from "@k/dev-broker";
import { KafkaProducer, producerOptionsFromProperties } from "@k/producer";

const text = await readFile(new URL("./producer.properties", import.meta.url), "utf8");
const cluster = await DevCluster.start({ brokers: 1 });
const producer = new KafkaProducer({
  ...producerOptionsFromProperties(text),
  bootstrapServers: cluster.bootstrapServers,
});

const { topic, partition, offset } = await producer.send({ topic: "amounts", key: "customer-7", value: 4711 });
console.log(`${topic}-${partition} has it at ${offset}`);
await producer.close();

const [record] = cluster.readRecords("amounts", partition);
console.log(`as Java's LongSerializer writes it: ${Buffer.from(record.value).toString("hex")}`);
await cluster.close();

try {
  producerOptionsFromProperties("group.id=billing\nlinger.mss=5");
} catch ({ name, message }) {
  console.log(`${name}:\n${message}`);
}
