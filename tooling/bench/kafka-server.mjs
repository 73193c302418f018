/** The other end, when it is a real Kafka: a fresh topic for every run, and its end offsets as the count. */
import { setTimeout } from "node:timers/promises";

export async function startKafkaServer({ version, partitionCount }) {
  // Not static imports: without --kafka nobody needs Java, and peers are installed by the first run.
  const { startKafka } = await import("@k/kafka-tooling");
  const { default: kafkajs } = await import("./peers/node_modules/kafkajs/index.js");
  // The heap and collector of Kafka's own start script.
  const cluster = await startKafka({ version, jvmFlags: ["-Xms1g", "-Xmx1g", "-XX:+UseG1GC"] });
  const bootstrapServers = cluster.bootstrapServers.split(",");
  const admin = new kafkajs.Kafka({ brokers: bootstrapServers, logLevel: kafkajs.logLevel.NOTHING }).admin();
  await admin.connect();
  let number = 0;

  return {
    bootstrapServers,
    async topic() {
      const topic = `bench-${++number}`;
      await admin.createTopics({ topics: [{ topic, numPartitions: partitionCount, replicationFactor: 1 }] });
      await leaders(topic);
      return topic;
    },
    async count(topic) {
      const partitions = await admin.fetchTopicOffsets(topic);
      return partitions.reduce((sum, { high, low }) => sum + Number(high) - Number(low), 0);
    },
    /** The log of a run is of no use after it, and memory may be where it lies. */
    forget: (topic) => admin.deleteTopics({ topics: [topic] }),
    async close() {
      await admin.disconnect();
      await cluster.stop();
    },
  };

  /** A topic that was just created serves nobody before its partitions have leaders. */
  async function leaders(topic, deadline = Date.now() + 10_000) {
    try {
      await admin.fetchTopicOffsets(topic);
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await setTimeout(50);
      await leaders(topic, deadline);
    }
  }
}
