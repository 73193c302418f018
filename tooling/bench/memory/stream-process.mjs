/** Streams records to the sink and tells its parent what the process takes at every step of the way. */
import { KafkaProducer } from "@k/producer";
import { corpus } from "../corpus.mjs";

const { bootstrapServers, topic, recordCount, stepCount, form } = JSON.parse(process.argv[2]);
const values = corpus().map((line) => Buffer.from(line));
const BATCH = 1_000;
const OUTSTANDING = 20;
const stepRecords = recordCount / stepCount;
// The durable producer with its defaults: what is measured is what an application gets.
const producer = new KafkaProducer({ bootstrapServers, enableIdempotence: true, clientId: "memory" });

const samples = [];
let sent = 0;
let acknowledged = 0;
// The heap goes up and down with the garbage collector: its floor says what lives, its RSS what it costs.
let heapFloor = Number.POSITIVE_INFINITY;
await Promise.all(Array.from({ length: OUTSTANDING }, form === "send" ? sendOneByOne : sendTogether));
await producer.close();
process.send({ samples, acknowledged }, () => process.exit());

async function sendTogether() {
  while (sent < recordCount) {
    const start = sent;
    sent += BATCH;
    await producer.sendBatch(
      Array.from({ length: BATCH }, (_, at) => ({ topic, value: values[(start + at) % values.length] })),
    );
    count(BATCH);
  }
}

async function sendOneByOne() {
  while (sent < recordCount) {
    const start = sent;
    sent += BATCH;
    const futures = [];
    for (let at = start; at < start + BATCH; at++) {
      futures.push(producer.send({ topic, value: values[at % values.length] }));
    }
    for (const future of futures) await future;
    count(BATCH);
  }
}

function count(records) {
  acknowledged += records;
  const { rss, heapUsed, arrayBuffers } = process.memoryUsage();
  heapFloor = Math.min(heapFloor, heapUsed);
  if (acknowledged % stepRecords > 0) return;
  samples.push({ acknowledged, rss, heapFloor, arrayBuffers });
  heapFloor = Number.POSITIVE_INFINITY;
}
