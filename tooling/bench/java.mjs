/** Kafka's own Java producer, as its ProducerPerformance runs it: four million records, the JVM's start not counted but its warm-up is. */
import { execFile } from "node:child_process";
import { promisify } from "node:util";

const recordCount = 4_000_000;

export const javaClients = [
  { name: "Java, batch.size 16384 (its default)", batchSize: 16_384, java: true, native: true },
  { name: "Java, batch.size 131072", batchSize: 131_072, java: true, native: true },
];

export async function measureJava({ batchSize }, { version, sizeInBytes }, server) {
  const { fetchJars, findJava, resolveVersion } = await import("@k/kafka-tooling");
  const kafka = resolveVersion(version);
  const topic = await server.topic();
  const java = [
    ...["-Xmx1g", "-XX:+UseG1GC", "-cp", `${await fetchJars(kafka)}/*`, "org.apache.kafka.tools.ProducerPerformance"],
    ...["--topic", topic, "--num-records", String(recordCount), "--record-size", String(sizeInBytes)],
    ...["--throughput", "-1", "--producer-props", `bootstrap.servers=${server.bootstrapServers.join(",")}`],
    ...["acks=all", `batch.size=${batchSize}`, "linger.ms=5"],
  ];
  // The shell's `times`: its second line is the CPU time of what it ran.
  const script = '"$@" || exit; times';
  const { stdout } = await promisify(execFile)("bash", ["-c", script, "bash", await findJava(), ...java]);
  const arrived = await server.count(topic);
  if (arrived !== recordCount) throw new Error(`${arrived} of ${recordCount} records arrived`);
  await server.forget(topic);
  const lines = stdout.trim().split("\n");
  const summary = lines.findLast((line) => line.includes("records/sec"));
  return {
    recordsPerSecond: Number(/([\d.]+) records\/sec/.exec(summary)[1]),
    cpuMicrosPerRecord: (seconds(lines.at(-1)) * 1e6) / recordCount,
  };
}

// 0m12.345s 0m1.234s
function seconds(times) {
  return times
    .match(/(\d+)m([\d.]+)s/g)
    .map((time) => /(\d+)m([\d.]+)s/.exec(time))
    .reduce((sum, [, minutes, rest]) => sum + 60 * Number(minutes) + Number(rest), 0);
}
