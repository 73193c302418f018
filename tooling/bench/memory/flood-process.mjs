/**
 * Sends to a broker that takes everything and answers nothing, until the producer refuses a record, and tells its parent how much the
 * process grew. Keeps nothing of its own: what is there is the producer's.
 */
import { KafkaProducer } from "@k/producer";
import { corpus } from "../corpus.mjs";

const { bootstrapServers, topic, sizeInBytes, bufferMemory, form } = JSON.parse(process.argv[2]);
const values = corpus({ sizeInBytes }).map((line) => Buffer.from(line).subarray(0, sizeInBytes));
const producer = new KafkaProducer({
  ...{ bootstrapServers, bufferMemory, acks: "all", clientId: "memory" },
  // Nothing is given up while it is being measured.
  ...{ maxBlockMs: 600_000, requestTimeoutMs: 600_000, deliveryTimeoutMs: 1_200_000 },
});
const BURST = 1_000;

await producer.send({ topic, value: values[0] });
const before = process.memoryUsage.rss();
await askParent("pause");

let sent = 0;
let waitingAfter;
let largestRss = before;
let refusal;
while (refusal === undefined) {
  if (form === "send") sendOneByOne();
  else sendTogether();
  sent += BURST;
  await new Promise(setImmediate);
  if (!producer.hasRoom) waitingAfter ??= sent;
  largestRss = Math.max(largestRss, process.memoryUsage.rss());
}
// What the socket still has to take, and what the collector is late with.
await new Promise((resolve) => setTimeout(resolve, 500));
largestRss = Math.max(largestRss, process.memoryUsage.rss());
const { heapUsed, arrayBuffers } = process.memoryUsage();
process.send(
  { sent, waitingAfter, grownBytes: largestRss - before, heapUsed, arrayBuffers, refusal: String(refusal) },
  () => process.exit(),
);

function sendOneByOne() {
  for (let index = sent; index < sent + BURST; index++) {
    const future = producer.send({ topic, value: values[index % values.length] });
    if (future.failed()) refusal ??= future.exception();
  }
}

function sendTogether() {
  const records = Array.from({ length: BURST }, (_, at) => ({ topic, value: values[(sent + at) % values.length] }));
  producer.sendBatch(records).catch((error) => {
    refusal ??= error;
  });
}

function askParent(question) {
  process.send(question);
  return new Promise((resolve) => process.once("message", resolve));
}
