/** One variant of the producer. At each message of its parent it works for a while, and answers with the CPU time a record took. */
import { subscribe } from "node:diagnostics_channel";
import { corpus } from "../corpus.mjs";
import { workloads } from "../workloads.mjs";

const { variant, bootstrapServers, topic, workload, batchSize, subscribed, windowMs } = JSON.parse(process.argv[2]);
const { KafkaProducer } = await import(variant);
const values = corpus().map((line) => Buffer.from(line));
const producer = new KafkaProducer({ bootstrapServers, acks: "all", batchSize, clientId: "metrics-cost" });

let messageCount = 0;
if (subscribed) {
  for (const event of ["batch", "request", "retry", "split", "transaction"]) {
    subscribe(`k:producer:${event}`, () => {
      messageCount += 1;
    });
  }
}
await producer.send({ topic, value: values[0] });
process.on("message", async (message) => {
  if (message === "end") process.exit();
  process.send(await workFor(windowMs));
});
process.send("ready");

async function workFor(milliseconds) {
  const endsAt = performance.now() + milliseconds;
  let records = 0;
  const before = process.cpuUsage();
  await workloads[workload].run({
    client: {
      send: (value) => producer.send({ topic, value }),
      sendMany: (batch) => producer.sendBatch(batch.map((value) => ({ topic, value }))),
    },
    values,
    isOver: () => performance.now() >= endsAt,
    acknowledged: (count) => {
      records += count;
    },
  });
  const { user, system } = process.cpuUsage(before);
  return { nsPerRecord: ((user + system) * 1000) / records, messageCount };
}
