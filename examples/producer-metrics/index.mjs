import { DevCluster } from "@k/dev-broker";
import { KafkaProducer } from "@k/producer";
import { PrometheusReporter } from "./prometheus-reporter.mjs";

const cluster = await DevCluster.start({ brokers: 3 });
const reporter = new PrometheusReporter();
const producer = new KafkaProducer({
  bootstrapServers: cluster.bootstrapServers,
  clientId: "shop",
  enableIdempotence: true,
  metricReporters: [reporter],
});

const sends = [];
for (let i = 0; i < 10_000; i++) {
  sends.push(producer.send({ topic: i % 3 === 0 ? "orders" : "visits", value: `value ${i}` }));
}
await Promise.all(sends);

// In a server: (request, response) => response.end(reporter.text()).
const text = reporter.text();
console.log(
  text
    .split("\n")
    .filter((line) => /record_send|request_latency/.test(line))
    .join("\n"),
);

await producer.close();
await cluster.close();
if (!text.includes('kafka_producer_topic_metrics_record_send_total{client_id="shop",topic="orders"} 3334')) {
  throw new Error("3,334 records went to orders");
}
