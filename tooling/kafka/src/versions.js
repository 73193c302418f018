/** Which Kafkas can be started, what each needs to boot on JDK 17, and what its tools are called. Data and pure functions. */

/** @typedef {"none" | "gzip" | "snappy" | "lz4" | "zstd"} Codec */

/**
 * @typedef {object} KafkaVersion
 * @property {string} name            how it is asked for: "4.3.1", "3.9.1-zk"
 * @property {string} version         Maven version
 * @property {string} scala           suffix of the core artifact
 * @property {"kraft" | "zookeeper"} coordination
 * @property {readonly Codec[]} codecs   compression types that its broker and consumer know
 * @property {0 | 1 | 2} magic        newest record format
 */

/** The newest one whose every dependency resolves from Maven Central. */
export const defaultVersion = "4.3.1";

/** Newest first. @type {readonly KafkaVersion[]} */
export const kafkaVersions = [
  row("4.3.1", "2.13", "kraft"),
  row("4.1.0", "2.13", "kraft"),
  row("3.9.1", "2.13", "kraft"),
  row("3.9.1-zk", "2.13", "zookeeper"), // the last line with ZooKeeper
  row("2.8.2", "2.13", "zookeeper"),
  row("2.8.2-kraft", "2.13", "kraft"), // a preview: no InitProducerId, no transactions
  row("2.4.1", "2.12", "zookeeper"),
  row("1.1.1", "2.11", "zookeeper"),
  row("0.11.0.3", "2.11", "zookeeper"),
  row("0.10.2.2", "2.11", "zookeeper"),
  row("0.10.1.1", "2.11", "zookeeper"),
  row("0.10.0.1", "2.11", "zookeeper"),
  row("0.9.0.1", "2.11", "zookeeper"),
  row("0.8.2.2", "2.11", "zookeeper"),
];

/**
 * "4.1.0" exactly, or the newest that begins so: "4" is 4.3.1, "0.10" is 0.10.2.2, "3.9-zk" is 3.9.1 with ZooKeeper.
 * @param {string} wanted
 * @returns {KafkaVersion}
 */
export function resolveVersion(wanted) {
  const [digits = "", flavour] = wanted.split("-");
  const found =
    kafkaVersions.find(({ name }) => name === wanted) ??
    kafkaVersions.find(
      ({ name, version }) =>
        `${version}.`.startsWith(`${digits}.`) && (flavour ? name.endsWith(`-${flavour}`) : name === version),
    );
  if (found) return found;
  throw new RangeError(`Kafka ${wanted}: not one of ${kafkaVersions.map(({ name }) => name).join(", ")}`);
}

/**
 * A command line's list: "all", or "4.1,0.9".
 * @param {string} list
 * @returns {KafkaVersion[]}
 */
export function selectVersions(list) {
  if (list === "all") return [...kafkaVersions];
  return list.split(",").map((wanted) => resolveVersion(wanted.trim()));
}

/** @param {KafkaVersion} kafka @param {string} wanted */
export function isAtLeast({ version }, wanted) {
  return compareVersions(version, wanted) >= 0;
}

/**
 * Class names moved over the years; each line says from which version on.
 * @param {KafkaVersion} kafka
 */
export function toolClasses(kafka) {
  const modern = isAtLeast(kafka, "3.9");
  return {
    topics: modern ? "org.apache.kafka.tools.TopicCommand" : "kafka.admin.TopicCommand",
    dumpLog: isAtLeast(kafka, "4.2") ? "org.apache.kafka.tools.DumpLogSegments" : "kafka.tools.DumpLogSegments",
    consoleConsumer: modern ? "org.apache.kafka.tools.consumer.ConsoleConsumer" : "kafka.tools.ConsoleConsumer",
    consoleProducer: isAtLeast(kafka, "4.0") ? "org.apache.kafka.tools.ConsoleProducer" : "kafka.tools.ConsoleProducer",
    producerPerformance: "org.apache.kafka.tools.ProducerPerformance",
    storage: "kafka.tools.StorageTool",
    broker: "kafka.Kafka",
    zookeeper: "org.apache.zookeeper.server.quorum.QuorumPeerMain",
  };
}

/** @param {string} name @param {string} scala @param {"kraft" | "zookeeper"} coordination @returns {KafkaVersion} */
function row(name, scala, coordination) {
  const version = name.split("-")[0] ?? name;
  const since = (/** @type {string} */ first) => compareVersions(version, first) >= 0;
  return {
    name,
    version,
    scala,
    coordination,
    codecs: since("2.1") ? ["none", "gzip", "snappy", "lz4", "zstd"] : ["none", "gzip", "snappy", "lz4"],
    magic: since("0.11") ? 2 : since("0.10") ? 1 : 0,
  };
}

/** @param {string} a @param {string} b @returns {number} negative: a is older */
function compareVersions(a, b) {
  const left = a.split(".").map(Number);
  const right = b.split(".").map(Number);
  for (let i = 0; i < Math.max(left.length, right.length); i++) {
    const difference = (left[i] ?? 0) - (right[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
