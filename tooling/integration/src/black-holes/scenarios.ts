/** Runs in a network namespace: three brokers behind proxies whose packets can vanish. Prints a line of JSON per scenario. */
import { setTimeout as sleep } from "node:timers/promises";
import { KafkaClient } from "@k/client";
import { KafkaProducer, type ProducerOptions } from "@k/producer";
import { footprintOf } from "../footprint.js";
import { auditByConsumer } from "../numbered/index.js";
import { startProxiedKafka } from "../proxied-kafka.js";
import { dropConnectionsTo, dropPort } from "./firewall.js";
import { Flow, percentile } from "./flow.js";
import type { Report, Told } from "./report.js";

const partitions = 3;
const silent = { debug() {}, info() {}, warn() {}, error() {} };

const proxied = await startProxiedKafka({
  // A leader that went and came back stays a follower, so that partitions stay where a scenario found them.
  properties: { "auto.leader.rebalance.enable": false },
});
const { kafka, proxies, bootstrapServers } = proxied;
try {
  await middleBoxForgets();
  await pathIsCut();
  await brokerDies();
} finally {
  await proxied.stop();
}

/** 17: a host is gone: no packet arrives, none comes back, and the cluster finds out by itself. */
async function brokerDies(): Promise<void> {
  const options: ProducerOptions = { requestTimeoutMs: 5_000, deliveryTimeoutMs: 60_000 };
  await scenario("brokerDies", options, async (flow, { victim, affected, others }) => {
    flow.start();
    await sleep(500);
    const calmFromMs = performance.now();
    await sleep(2_500);
    const lift = dropPort(proxies[victim]!.port);
    kafka.brokers[victim]!.pause();
    const goneAtMs = performance.now();
    await sleep(13_000);
    const backAtMs = performance.now();
    kafka.brokers[victim]!.resume();
    lift();
    await sleep(2_000);
    await flow.stop();
    const during = flow.between(goneAtMs, backAtMs, others);
    return {
      othersP99BeforeMs: percentile(flow.between(calmFromMs, goneAtMs, others), 0.99),
      othersP99DuringMs: percentile(during, 0.99),
      othersSent: during.length,
      affectedBackAfterMs: flow.firstAcknowledgementAfter(goneAtMs + 1_000, affected) - goneAtMs,
      errors: [...flow.ledger.errors.keys()],
    };
  });
}

/** 18: only the path from this client to one broker is cut; the cluster is healthy, so nobody takes over. */
async function pathIsCut(): Promise<void> {
  const options: ProducerOptions = { requestTimeoutMs: 2_000, deliveryTimeoutMs: 5_000 };
  await scenario("pathIsCut", options, async (flow, { victim, affected, others }, connections) => {
    flow.start();
    await sleep(1_000);
    const calmToMs = performance.now();
    const before = connections();
    const lift = dropPort(proxies[victim]!.port);
    const cutAtMs = performance.now();
    await sleep(9_000);
    const liftedAtMs = performance.now();
    const connectionsTried = connections() - before;
    lift();
    await sleep(5_000);
    await flow.stop();
    const failures = flow.settled.filter(({ error }) => error !== undefined);
    return {
      connectionsTried,
      failed: failures.length,
      failedElsewhere: failures.filter(({ partition }) => !affected.includes(partition)).length,
      errors: [...new Set(failures.map(({ error }) => error!))],
      firstFailureAfterMs: Math.min(...failures.map(({ sentAtMs, tookMs }) => sentAtMs + tookMs)) - cutAtMs,
      failedLatestAfterMs: Math.max(...failures.map(({ tookMs }) => tookMs)),
      othersP99BeforeMs: percentile(flow.between(0, calmToMs, others), 0.99),
      othersP99DuringMs: percentile(flow.between(cutAtMs, liftedAtMs, others), 0.99),
      affectedBackAfterMs: flow.firstAcknowledgementAfter(liftedAtMs, affected) - liftedAtMs,
    };
  });
}

/** 32: a middle box forgets idle connections, and tells neither end: packets of theirs vanish, new connections work. */
async function middleBoxForgets(): Promise<void> {
  await scenario("middleBoxForgets", { requestTimeoutMs: 2_000 }, async (flow) => {
    flow.start();
    await sleep(1_000);
    await flow.stop();
    await sleep(500);
    const forgotten = proxies.map(({ port }) => dropConnectionsTo(port));
    const startedAt = performance.now();
    flow.sendOne();
    await flow.stop();
    const firstSendTookMs = performance.now() - startedAt;
    for (const { lift } of forgotten) lift();
    return {
      forgottenConnections: forgotten.reduce((sum, { count }) => sum + count, 0),
      firstSendTookMs,
      errors: [...flow.ledger.errors.keys()],
    };
  });
}

interface Cast {
  /** Index of the broker that leads partition 0. */
  readonly victim: number;
  readonly affected: readonly number[];
  readonly others: readonly number[];
}

async function scenario<Name extends keyof Report>(
  name: Name,
  options: ProducerOptions,
  play: (flow: Flow, cast: Cast, connections: () => number) => Promise<Report[Name]>,
): Promise<void> {
  const topic = name;
  // Of each broker's partition one other holds a copy, so that the third has nothing to do with it: with acks=all
  // every partition that a vanished broker follows would wait until the cluster has given it up.
  const assignment = "1:2,2:3,3:2";
  const create = ["--bootstrap-server", kafka.bootstrapServers, "--create", "--topic", topic];
  const placed = ["--replica-assignment", assignment, "--config", "min.insync.replicas=1"];
  await kafka.runTool("org.apache.kafka.tools.TopicCommand", [...create, ...placed]);
  const cast = await castOf(topic);
  let flow: Flow | undefined;
  let report: Report[Name] | undefined;
  const footprint = await footprintOf(async (connections) => {
    const producer = new KafkaProducer({ ...options, bootstrapServers, enableIdempotence: true, logger: silent });
    await producer.partitionsFor(topic);
    flow = new Flow(producer, topic, partitions);
    report = await play(flow, cast, connections);
    await producer.close();
    // The proxies' ends of connections whose last packets were dropped would wait for ever.
    for (const proxy of proxies) proxy.cutAll();
  });
  const findings = await auditByConsumer(kafka, topic, flow!.ledger);
  const unsettled = flow!.sent - flow!.settled.length;
  const told: Told<Name> = { ...report!, unsettled, findings, footprint };
  console.log(JSON.stringify({ name, told }));
}

async function castOf(topic: string): Promise<Cast> {
  const client = new KafkaClient({ bootstrapServers: kafka.bootstrapServers, logger: silent });
  const { partitions: found } = await client.metadata.waitForTopic(topic, { timeoutMs: 20_000 });
  await client.close();
  const leader = found[0]!.leaderId;
  const led = found.filter(({ leaderId }) => leaderId === leader).map(({ partition }) => partition);
  return {
    victim: kafka.brokers.findIndex(({ id }) => id === leader),
    affected: led,
    others: found.map(({ partition }) => partition).filter((partition) => !led.includes(partition)),
  };
}
