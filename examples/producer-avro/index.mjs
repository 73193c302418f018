import { DevCluster } from "@k/dev-broker";
import { KafkaProducer } from "@k/producer";
import { SchemaRegistry } from "@kafkajs/confluent-schema-registry";
import { AvroSerializer } from "./avro-serializer.mjs";
import { startRegistry } from "./registry-stub.mjs";

const schema = {
  type: "record",
  name: "Order",
  namespace: "shop",
  fields: [
    { name: "id", type: "long" },
    { name: "customer", type: "string" },
    { name: "cents", type: "int" },
  ],
};

const cluster = await DevCluster.start({ brokers: 1 });
const stub = await startRegistry();
const registry = new SchemaRegistry({ host: stub.host });
const producer = new KafkaProducer({
  bootstrapServers: cluster.bootstrapServers,
  enableIdempotence: true,
  valueSerializer: new AvroSerializer({ registry, schema }),
});

try {
  const orders = Array.from({ length: 5 }, (_, id) => ({ id, customer: `customer-${id % 2}`, cents: 100 * id }));
  await Promise.all(orders.map((value) => producer.send({ topic: "orders", key: value.customer, value })));

  // What is no order fails alone, before anything is sent.
  await producer.send({ topic: "orders", value: { id: "seven" } }).catch(({ name, message }) => {
    console.log(`${name}: ${message}`);
  });

  for (const { offset, value } of cluster.readRecords("orders", 0)) {
    const bytes = Buffer.from(value);
    console.log(`offset ${offset}, schema ${bytes.readInt32BE(1)}:`, await registry.decode(bytes));
  }
  console.log(`${stub.schemas.length} schema registered`);
} finally {
  await producer.close();
  await stub.close();
  await cluster.close();
}
