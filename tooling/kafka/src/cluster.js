/** Puts a cluster together, brings it up, takes it down. */
import { randomUUID } from "node:crypto";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createBroker } from "./broker.js";
import { combinedNode, separateController, zookeeper } from "./coordination.js";
import { removeAtEnd } from "./guardian.js";
import { fetchJars } from "./jars.js";
import { findJava } from "./java.js";
import { createJvm } from "./jvm.js";
import { listenerProperties } from "./listeners.js";
import { freePorts } from "./ports.js";
import { countBrokers, until } from "./probe.js";
import { propertiesFile } from "./properties.js";
import { securityFor } from "./security.js";
import { createTools } from "./tools.js";
import { defaultVersion, resolveVersion } from "./versions.js";

/**
 * @typedef {object} KafkaOptions
 * @property {string} [version]        "4.3.1", "4", "0.10", "3.9.1-zk" …; default: the newest
 * @property {1 | 3} [brokers]         default 1
 * @property {import("./properties.js").Properties} [properties]   further ones for every broker
 * @property {boolean} [proxied]       adds a listener PROXIED that advertises another port than it listens on
 * @property {boolean | { kerberos: boolean }} [security]  adds SSL, MTLS, SASL_PLAINTEXT, SASL_SSL, OAUTH (and KRB)
 * @property {readonly string[]} [jvmFlags]   instead of the default ones of brokers
 */

/**
 * @typedef {object} KafkaCluster
 * @property {import("./versions.js").KafkaVersion} kafka
 * @property {string} bootstrapServers     PLAINTEXT, "127.0.0.1:12345,…"
 * @property {string} folder               configuration, logs and data; gone after `stop()`
 * @property {readonly import("./broker.js").Broker[]} brokers
 * @property {(listener: string) => string} bootstrap      bootstrap servers of another listener
 * @property {import("./security.js").Security | undefined} security
 * @property {() => Promise<void>} stop
 * @property {ReturnType<typeof createTools>["createTopic"]} createTopic
 * @property {ReturnType<typeof createTools>["countRecords"]} countRecords
 * @property {ReturnType<typeof createTools>["partitionsLedBy"]} partitionsLedBy
 * @property {ReturnType<typeof createTools>["runTool"]} runTool
 * @property {ReturnType<typeof createTools>["dumpLog"]} dumpLog
 * @property {ReturnType<typeof createTools>["consoleConsume"]} consoleConsume
 * @property {ReturnType<typeof createTools>["classes"]} classes   main classes of this version's tools
 */

/**
 * Resolves when every broker serves. Nothing survives this process, however it ends; `stop()` ends it in good order.
 * @param {KafkaOptions} [options]
 * @returns {Promise<KafkaCluster>}
 */
export async function startKafka(options = {}) {
  const kafka = resolveVersion(options.version ?? defaultVersion);
  const size = options.brokers ?? 1;
  const java = await findJava();
  const jars = await fetchJars(kafka);
  const folder = join(tmpdir(), `k-kafka-${randomUUID().slice(0, 8)}`);
  await mkdir(folder);
  const kept = Boolean(process.env.KAFKA_KEEP);
  if (!kept) removeAtEnd(folder);

  const security = await securityFor(options.security ?? false, folder);
  const jvm = createJvm({ java, jars, folder, flags: security?.jvmFlags ?? [] });
  const [port = 0] = await freePorts(1);
  const place = { kafka, jvm, folder, port };
  const coordination =
    kafka.coordination === "zookeeper"
      ? zookeeper(place)
      : size === 1
        ? combinedNode(place)
        : separateController(place);

  const brokers = await Promise.all(
    Array.from({ length: size }, async (_, index) => {
      const id = index + 1;
      const listeners = [...(await plainListeners(options.proxied ?? false)), ...(await (security?.listeners() ?? []))];
      const file = join(folder, `broker-${id}.properties`);
      const dataFolder = join(folder, `data-${id}`);
      const text = propertiesFile(
        size === 1 ? oneBroker : threeBrokers,
        coordination.brokerProperties(id),
        listenerProperties(kafka, listeners, coordination.ownController),
        { "log.dirs": dataFolder },
        security?.properties ?? {},
        options.properties ?? {},
      );
      await writeFile(file, text);
      const flags = options.jvmFlags ?? (size === 1 ? oneBrokerFlags : threeBrokersFlags);
      return createBroker({ kafka, jvm, id, dataFolder, propertiesFile: file, listeners, flags });
    }),
  );

  const bootstrap = (/** @type {string} */ listener) => brokers.map((broker) => broker.address(listener)).join(",");
  const stop = async () => {
    await Promise.all(brokers.map((broker) => broker.stop()));
    await coordination.stop();
    await security?.stop();
    if (!kept) await rm(folder, { recursive: true, force: true });
  };

  try {
    await coordination.start();
    await Promise.all(
      brokers.map(async (broker) => {
        await coordination.format(join(folder, `broker-${broker.id}.properties`), security?.formatFlags ?? []);
        await broker.start();
      }),
    );
    if (size > 1) {
      const knowAll = async () =>
        (await Promise.all(brokers.map((each) => countBrokers(each.port)))).every((n) => n === size);
      await until(knowAll, { what: `a cluster of ${size} brokers`, timeoutMs: 60_000 });
    }
  } catch (error) {
    await stop();
    throw error;
  }

  const bootstrapServers = bootstrap("PLAINTEXT");
  const tools = createTools({ kafka, jvm, bootstrapServers, zookeeper: coordination.zookeeper, brokers });
  return { kafka, bootstrapServers, folder, brokers, bootstrap, security, stop, ...tools };
}

/** @param {boolean} proxied @returns {Promise<import("./listeners.js").Listener[]>} */
async function plainListeners(proxied) {
  const [port = 0, proxiedPort = 0, advertisedPort = 0] = await freePorts(proxied ? 3 : 1);
  const common = { protocol: /** @type {const} */ ("PLAINTEXT"), advertisedHost: "127.0.0.1" };
  return [
    { ...common, name: "PLAINTEXT", port, advertisedPort: port },
    ...(proxied ? [{ ...common, name: "PROXIED", port: proxiedPort, advertisedPort }] : []),
  ];
}

const oneBrokerFlags = ["-Xmx512m", "-XX:+UseSerialGC"];
const threeBrokersFlags = ["-Xmx384m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"];

// Properties that a version does not know only make it warn, so one set serves all.
const everyCluster = {
  "group.initial.rebalance.delay.ms": 0,
  "num.network.threads": 2,
  "num.io.threads": 4,
  // A hundred years: records with timestamps of long ago would be deleted half a minute after the start.
  "log.retention.hours": 876_000,
};

const oneBroker = {
  ...everyCluster,
  "num.partitions": 2,
  "offsets.topic.replication.factor": 1,
  "offsets.topic.num.partitions": 1,
  "transaction.state.log.replication.factor": 1,
  "transaction.state.log.min.isr": 1,
  "transaction.state.log.num.partitions": 3,
};

const threeBrokers = {
  ...everyCluster,
  "num.partitions": 3,
  "default.replication.factor": 3,
  "min.insync.replicas": 2,
  "offsets.topic.replication.factor": 3,
  "offsets.topic.num.partitions": 3,
  "transaction.state.log.replication.factor": 3,
  "transaction.state.log.min.isr": 2,
  "transaction.state.log.num.partitions": 3,
  "unclean.leader.election.enable": false,
  "broker.session.timeout.ms": 6_000,
  "broker.heartbeat.interval.ms": 1_000,
  "replica.lag.time.max.ms": 10_000,
};
