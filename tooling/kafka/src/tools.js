/** Kafka's own command line tools, whatever they are called in this version. */
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { endOffsetsLedBy, until } from "./probe.js";
import { isAtLeast, toolClasses } from "./versions.js";

/**
 * @typedef {object} TopicOptions
 * @property {number} [partitions]           default 1
 * @property {number} [replicationFactor]    default: as many as there are brokers
 * @property {Readonly<Record<string, string | number | boolean>>} [config]
 */

/**
 * @typedef {object} ConsumeOptions
 * @property {number} [maxMessages]          stops after so many
 * @property {number} [timeoutMs]            or when nothing came for this long; default 10 s
 * @property {number} [patienceMs]           for all of it; default 5 min
 * @property {number} [partition]
 * @property {Readonly<Record<string, string | number | boolean>>} [formatter]   e.g. `{ "print.key": true, "print.offset": true }`
 * @property {"read_committed" | "read_uncommitted"} [isolation]
 * @property {string} [bootstrapServers]
 * @property {string} [configFile]           client properties, e.g. for security
 * @property {(line: string) => void} [onLine]
 */

/**
 * @param {object} cluster
 * @param {import("./versions.js").KafkaVersion} cluster.kafka
 * @param {import("./jvm.js").Jvm} cluster.jvm
 * @param {string} cluster.bootstrapServers
 * @param {string | undefined} cluster.zookeeper
 * @param {readonly import("./broker.js").Broker[]} cluster.brokers
 */
export function createTools({ kafka, jvm, bootstrapServers, zookeeper, brokers }) {
  const classes = toolClasses(kafka);
  const offsetsVersion = isAtLeast(kafka, "0.10.1") ? 1 : 0;

  /** @param {string} topic @param {readonly number[]} partitions */
  const endOffsets = async (topic, partitions) => {
    const ends = brokers.map(({ port }) => endOffsetsLedBy(port, topic, partitions, offsetsVersion));
    const answers = await Promise.all(ends);
    return new Map(answers.flatMap((ends) => [...ends]));
  };

  /** @param {string} topic @returns {Promise<number[]>} */
  const partitionsOf = async (topic) => {
    const folders = await Promise.all(brokers.map(({ dataFolder }) => partitionFolders(dataFolder, topic, "all")));
    return [...new Set(folders.flat().map((folder) => Number(folder.slice(folder.lastIndexOf("-") + 1))))];
  };

  return {
    classes,

    /** Any main class of this Kafka's jars, e.g. `org.apache.kafka.tools.ProducerPerformance`. */
    runTool: jvm.run,

    /**
     * Resolves when each partition has a leader that serves.
     * @param {string} topic
     * @param {TopicOptions} [options]
     */
    async createTopic(topic, { partitions = 1, replicationFactor = brokers.length, config = {} } = {}) {
      const where = isAtLeast(kafka, "2.2")
        ? ["--bootstrap-server", bootstrapServers]
        : ["--zookeeper", zookeeper ?? ""];
      const configs = Object.entries(config).flatMap(([key, value]) => ["--config", `${key}=${value}`]);
      const size = ["--partitions", String(partitions), "--replication-factor", String(replicationFactor)];
      await jvm.run(classes.topics, [...where, "--create", "--topic", topic, ...size, ...configs]);
      const all = Array.from({ length: partitions }, (_, partition) => partition);
      const isServed = async () => (await endOffsets(topic, all)).size === partitions;
      await until(isServed, { what: `topic ${topic} with ${partitions} partitions`, timeoutMs: 30_000 });
    },

    /**
     * How many records a topic holds for consumers, of those partitions that have a leader at the moment.
     * @param {string} topic
     */
    async countRecords(topic) {
      const ends = await endOffsets(topic, await partitionsOf(topic));
      return [...ends.values()].reduce((sum, end) => sum + end, 0);
    },

    /**
     * The partitions of a topic that a broker leads, in deed.
     * @param {string} topic
     * @param {import("./broker.js").Broker} broker
     */
    async partitionsLedBy(topic, { port }) {
      return [...(await endOffsetsLedBy(port, topic, await partitionsOf(topic), offsetsVersion)).keys()];
    },

    /**
     * What DumpLogSegments says about every segment, each partition in offset order; `parseDump` understands it.
     * @param {string} topic
     * @param {number | "all"} partition
     * @param {{ broker?: number, deep?: boolean, onLine?: (line: string) => void }} [options]
     *   broker: an id; default: the first one. deep: what is inside compressed wrappers, not these; default true
     * @returns {Promise<string>}
     */
    async dumpLog(topic, partition, { broker, deep = true, onLine } = {}) {
      const holder = broker === undefined ? brokers[0] : brokers.find(({ id }) => id === broker);
      if (!holder) throw new RangeError(`no broker ${broker}`);
      const folders = await partitionFolders(holder.dataFolder, topic, partition);
      const files = (await Promise.all(folders.map(segmentsOf))).flat();
      const args = ["--files", files.join(","), "--print-data-log", ...(deep ? ["--deep-iteration"] : [])];
      return (await jvm.run(classes.dumpLog, args, { ...(onLine ? { onLine } : {}) })).stdout;
    },

    /**
     * @param {string} topic
     * @param {ConsumeOptions} [options]
     * @returns {Promise<string[]>} a line per record, from the beginning
     */
    async consoleConsume(topic, options = {}) {
      const { maxMessages, timeoutMs = 10_000, partition, formatter = {}, isolation, configFile, onLine } = options;
      const { patienceMs = 300_000 } = options;
      const modern = ["--bootstrap-server", options.bootstrapServers ?? bootstrapServers];
      const where = isAtLeast(kafka, "0.9") ? modern : ["--zookeeper", zookeeper ?? ""];
      if (isAtLeast(kafka, "0.9") && !isAtLeast(kafka, "0.10.1")) where.push("--new-consumer");
      const start =
        partition === undefined ? ["--from-beginning"] : ["--partition", String(partition), "--offset", "earliest"];
      const property = isAtLeast(kafka, "4.2") ? "--formatter-property" : "--property";
      const args = [
        ...where,
        ...["--topic", topic, ...start],
        ...(maxMessages === undefined ? [] : ["--max-messages", String(maxMessages)]),
        ...(isAtLeast(kafka, "0.9") ? ["--timeout-ms", String(timeoutMs)] : []), // 0.8.2: its time-out is an exception
        ...(isolation ? ["--isolation-level", isolation] : []),
        ...(configFile ? [isAtLeast(kafka, "4.2") ? "--command-config" : "--consumer.config", configFile] : []),
        ...Object.entries(formatter).flatMap(([key, value]) => [property, `${key}=${value}`]),
      ];
      const toolOptions = onLine ? { onLine } : {};
      const { stdout } = await jvm.run(classes.consoleConsumer, args, { ...toolOptions, timeoutMs: patienceMs });
      return stdout === "" ? [] : stdout.split("\n");
    },
  };
}

/** @param {string} dataFolder @param {string} topic @param {number | "all"} partition */
async function partitionFolders(dataFolder, topic, partition) {
  const folders = partition === "all" ? await readdir(dataFolder) : [`${topic}-${partition}`];
  const isOfTopic = (/** @type {string} */ folder) => /^-\d+$/.test(folder.slice(topic.length));
  return folders
    .filter((folder) => folder.startsWith(topic) && isOfTopic(folder))
    .map((each) => join(dataFolder, each));
}

/** @param {string} folder */
async function segmentsOf(folder) {
  const segments = (await readdir(folder)).filter((file) => file.endsWith(".log")).sort();
  return segments.map((file) => join(folder, file));
}
