import { randomBytes } from "node:crypto";
import { subscribe } from "node:diagnostics_channel";
import { DevCluster, failWith, once } from "@k/dev-broker";
import { KafkaProducer } from "@k/producer";
import { ErrorCode, Produce } from "@k/protocol";

/** Gives every record that has none a trace of its own. */
const tracing = {
  onSend(record) {
    if (record.headers?.traceparent !== undefined) return record;
    const traceparent = `00-${randomBytes(16).toString("hex")}-${randomBytes(8).toString("hex")}-01`;
    return { ...record, headers: { ...record.headers, traceparent } };
  },
  onAcknowledgement({ topic, partition, metadata, error }) {
    console.log(error === null ? `${topic}-${partition} has it at ${metadata.offset}` : `${topic}: ${error.message}`);
  },
};

subscribe("k:producer:retry", ({ topic, partition, attempts, error }) => {
  console.log(`${topic}-${partition}: attempt ${attempts} failed: ${error.message}`);
});
subscribe("k:producer:batch", ({ topic, partition, recordCount, attempts }) => {
  console.log(`${topic}-${partition}: ${recordCount} record in ${attempts} attempts`);
});

const cluster = await DevCluster.start({ brokers: 1 });
cluster.intercept(Produce, failWith(ErrorCode.NOT_ENOUGH_REPLICAS), { when: once() });
const producer = new KafkaProducer({
  bootstrapServers: cluster.bootstrapServers,
  enableIdempotence: true,
  interceptors: [tracing],
});

await producer.send({ topic: "orders", key: "customer-7", value: "3 books" });
await producer.close();

const [record] = cluster.readRecords("orders", 0);
console.log(record.headers.map(({ key, value }) => `${key}: ${Buffer.from(value)}`).join("\n"));
await cluster.close();
